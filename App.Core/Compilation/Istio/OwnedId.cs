using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>A SPIFFE ID with the principals it was given to: which tokens may stand beside it.</summary>
internal sealed class OwnedId
{
    /// <summary>Beside a certificate whose owners have no tokens, every token differs.</summary>
    public static readonly ImmutableArray<TokenDifference> AnyToken = [new TokenDifference("", [])];

    /// <param name="names">What the owners' tokens say.</param>
    public OwnedId(SpiffeId id, ImmutableArray<Principal> owners, ImmutableArray<TokenName> names)
    {
        (Id, Owners) = (id, owners);
        IsTogether = IstioTokenNames.Together(names).Count() <= 1;
        Differences = names.IsEmpty || !IsTogether ? AnyToken : Between(names);
    }

    public SpiffeId Id { get; }

    public ImmutableArray<Principal> Owners { get; }

    /// <summary>Whether "one of the owners" is a single list of claims: their tokens differ in their last claim only.</summary>
    public bool IsTogether { get; }

    /// <summary>How a token may differ from those of all owners. Where these are not one list of claims, every token does.</summary>
    public ImmutableArray<TokenDifference> Differences { get; }

    private static ImmutableArray<TokenDifference> Between(ImmutableArray<TokenName> names) =>
    [
        new TokenDifference(ClaimNames.Issuer, [names[0].Issuer]),
        .. names[0].Claims.Take(names[0].Claims.Count - 1).Select(c => new TokenDifference(c.Key, [c.Value])),
        new TokenDifference(names[0].Claims[^1].Key, [.. Values.Sorted(names.Select(n => n.Claims[^1].Value))]),
    ];
}

/// <summary>A claim that says none of the values; of no name where there is nothing to differ from.</summary>
internal sealed record TokenDifference(string Claim, ValueList<string> Expected)
{
    public IEnumerable<IstioCondition> Conditions => Claim.Length == 0 ? [] : [IstioCondition.ClaimIsNot(Claim, Expected)];
}
