using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// A verified identity, or a class of them: what credentials prove, never a name in the policy. Names are carried along for people and do
/// not count in comparisons. Two credentials on one request never get more than its token alone, so each credential stands for itself.
/// </summary>
public sealed record IdentityRef : IComparable<IdentityRef>
{
    private IdentityRef(IdentityKind kind, string key) => (Kind, Key) = (kind, key);

    /// <summary>The caller that shows no credential.</summary>
    public static IdentityRef NoCredential { get; } = new(IdentityKind.NoCredential, "no credential");

    public IdentityKind Kind { get; }

    /// <summary>The identity as canonical text: equal for equal identities only.</summary>
    public string Key { get; }

    /// <summary>The principal that is known by it, after the change or else before; null for classes.</summary>
    public PolicyReference? Principal { get; private init; }

    /// <summary>The principal's labels, for people.</summary>
    public ValueMap Labels { get; private init; } = ValueMap.Empty;

    /// <summary>Who signs the token.</summary>
    public string? Issuer { get; private init; }

    /// <summary>The claims that name the caller; empty for every token of the issuer.</summary>
    public ValueMap Claims { get; private init; } = ValueMap.Empty;

    public SpiffeId? SpiffeId { get; private init; }

    public string? TrustDomain { get; private init; }

    /// <summary>For a class of certificates: the path its SPIFFE IDs lie under; empty for all outside <see cref="OutsidePaths"/>.</summary>
    public string UnderPath { get; private init; } = "";

    /// <summary>For a class of certificates: the deeper paths that are classes of their own.</summary>
    public ValueList<string> OutsidePaths { get; private init; }

    public bool HasToken => Kind is IdentityKind.Token or IdentityKind.AnyToken;

    public bool IsClass => Kind is IdentityKind.AnyToken or IdentityKind.AnyCertificate;

    /// <summary>What the identity is called in a sentence.</summary>
    public string Name => (Kind, Principal) switch
    {
        (IdentityKind.NoCredential, _) => "a caller without credential",
        (IdentityKind.Certificate, { } principal) => $"`{principal.Name}` by its certificate",
        (_, { } principal) => $"`{principal.Name}`",
        _ => Key,
    };

    public static IdentityRef OfToken(Principal principal, string issuer, ValueMap claims) =>
        new(IdentityKind.Token, $"token of {Quoted.Text(issuer)} with {string.Join(", ", claims.Select(c => $"{Quoted.Text(c.Key)} {Quoted.Text(c.Value)}"))}")
        {
            Issuer = issuer,
            Claims = claims,
            Principal = principal.Reference,
            Labels = principal.Labels,
        };

    public static IdentityRef OfCertificate(Principal principal, SpiffeId id) => new(IdentityKind.Certificate, $"certificate of {Quoted.Text(id.Text)}")
    {
        SpiffeId = id,
        TrustDomain = id.TrustDomain,
        Principal = principal.Reference,
        Labels = principal.Labels,
    };

    public static IdentityRef AnyTokenOf(string issuer) => new(IdentityKind.AnyToken, $"every token of {Quoted.Text(issuer)}") { Issuer = issuer };

    /// <param name="path">Empty for every path that lies under none of the others.</param>
    /// <param name="deeper">The paths under it that are classes of their own.</param>
    public static IdentityRef AnyCertificateOf(string trustDomain, string path, ValueList<string> deeper) =>
        new(IdentityKind.AnyCertificate, $"every certificate of {Quoted.Text("spiffe://" + trustDomain + path)}{(deeper.Count == 0 ? "" : $" but under {string.Join(", ", deeper)}")}")
        {
            TrustDomain = trustDomain,
            UnderPath = path,
            OutsidePaths = deeper,
        };

    /// <summary>Whether the other is this identity, or one of this class.</summary>
    public bool Includes(IdentityRef other) => Equals(other) || Kind switch
    {
        IdentityKind.AnyToken => other.Kind == IdentityKind.Token && other.Issuer == Issuer,
        IdentityKind.AnyCertificate => other.SpiffeId is { } id && id.TrustDomain == TrustDomain
            && IsUnder(id, UnderPath) && !OutsidePaths.Any(path => IsUnder(id, path)),
        IdentityKind.Token or IdentityKind.Certificate or IdentityKind.NoCredential => false,
    };

    public bool Equals(IdentityRef? other) => other is not null && string.Equals(Key, other.Key, StringComparison.Ordinal);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    public int CompareTo(IdentityRef? other) => other is null ? 1 : string.CompareOrdinal(Key, other.Key);

    public override string ToString() => Key;

    public static bool operator <(IdentityRef left, IdentityRef right) => left.CompareTo(right) < 0;

    public static bool operator >(IdentityRef left, IdentityRef right) => left.CompareTo(right) > 0;

    public static bool operator <=(IdentityRef left, IdentityRef right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IdentityRef left, IdentityRef right) => left.CompareTo(right) >= 0;

    private static bool IsUnder(SpiffeId id, string path) =>
        id.Path.StartsWith(path, StringComparison.Ordinal) && (id.Path.Length == path.Length || id.Path[path.Length] == '/');
}
