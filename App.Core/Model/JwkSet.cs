namespace AccessConsole.Core.Model;

/// <summary>Public keys of an issuer (RFC 7517), public members only.</summary>
public sealed record JwkSet
{
    public ValueList<Jwk> Keys { get; init; }
}

/// <summary>One public RSA or EC key. Values are base64url as in RFC 7518.</summary>
public sealed record Jwk
{
    /// <summary><c>RSA</c> or <c>EC</c>.</summary>
    public required string Kty { get; init; }

    public string? Kid { get; init; }

    public string? Alg { get; init; }

    public string? Use { get; init; }

    public string? N { get; init; }

    public string? E { get; init; }

    public string? Crv { get; init; }

    public string? X { get; init; }

    public string? Y { get; init; }
}
