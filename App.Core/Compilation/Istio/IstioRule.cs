using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// One rule of an AuthorizationPolicy: everything in it must hold. A null list says nothing; none is ever empty, since Istio reads an empty
/// list as no list.
/// </summary>
internal sealed record IstioRule
{
    public ImmutableArray<string>? Principals { get; init; }

    public ImmutableArray<string>? NotPrincipals { get; init; }

    public ImmutableArray<string>? Methods { get; init; }

    public ImmutableArray<string>? NotMethods { get; init; }

    public ImmutableArray<string>? Paths { get; init; }

    public ImmutableArray<IstioCondition> When { get; init; } = [];

    /// <summary>How many characters its lists hold: what makes an object large.</summary>
    public int Size => Lists.Sum(list => list.Sum(value => value.Length + Overhead));

    /// <summary>Around each value: indentation, dash, quotes and line end.</summary>
    private const int Overhead = 20;

    private IEnumerable<ImmutableArray<string>> Lists =>
        new[] { Principals, NotPrincipals, Methods, NotMethods, Paths }.Concat(When.SelectMany(c => new[] { c.Values, c.NotValues })).OfType<ImmutableArray<string>>();

    public IstioRule And(params IEnumerable<IstioCondition> conditions) => this with { When = [.. When, .. conditions] };
}

/// <summary>One entry of a rule's <c>when</c>.</summary>
internal sealed record IstioCondition(string Key, ImmutableArray<string>? Values, ImmutableArray<string>? NotValues)
{
    public static IstioCondition Claim(string name, params IEnumerable<string> values) => new($"request.auth.claims[{name}]", [.. values], null);

    public static IstioCondition ClaimIsNot(string name, params IEnumerable<string> values) => new($"request.auth.claims[{name}]", null, [.. values]);

    public static IstioCondition ClaimIsText(string name) => Claim(name, IstioText.Any);

    /// <summary>The claim is missing or null, or one of the values that Istio cannot tell from that.</summary>
    public static IstioCondition ClaimIsNoText(string name) => ClaimIsNot(name, IstioText.Any);

    public static IstioCondition Header(string name) => new($"request.headers[{name}]", [IstioText.Any], null);

    public static IstioCondition HeaderIsNot(string name, params IEnumerable<string> values) => new($"request.headers[{name}]", null, [.. values]);

    /// <summary>Some token verified: each has an issuer.</summary>
    public static readonly IstioCondition Token = ClaimIsText(Evaluation.ClaimNames.Issuer);

    public static readonly IstioCondition NoToken = ClaimIsNoText(Evaluation.ClaimNames.Issuer);
}
