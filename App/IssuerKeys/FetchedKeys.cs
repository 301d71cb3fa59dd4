using System.Security.Cryptography;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.IssuerKeys;

/// <summary>A JWK Set as an issuer serves it, cut down to public signature keys with an id.</summary>
public static class FetchedKeys
{
    /// <exception cref="FormatException">It is no JWK Set, or has no usable key.</exception>
    public static JwkSet Parse(string json)
    {
        JsonWebKeySet fetched;
        try
        {
            fetched = new JsonWebKeySet(json);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("the answer is not a JWK Set", e);
        }

        var keys = fetched.Keys.Where(IsUsable).Select(ToModel).Where(IsWellFormed).DistinctBy(k => k.Kid).OrderBy(k => k.Kid, StringComparer.Ordinal).ToValueList();
        return keys.Count > 0 ? new JwkSet { Keys = keys } : throw new FormatException("the answer holds no RSA or EC signature key with a `kid`");
    }

    private static bool IsUsable(JsonWebKey key) => key.Kty is "RSA" or "EC" && !string.IsNullOrEmpty(key.Kid) && key.Use is null or "" or "sig";

    /// <summary>Whether its values make a key: one that does not would stop every bundle from being compiled.</summary>
    private static bool IsWellFormed(Jwk key)
    {
        var settings = new OidcSettings { Issuer = "", Audience = "", Algorithms = Enum.GetValues<SigningAlgorithm>().ToValueList() };
        try
        {
            foreach (var usable in VerificationKey.Of(settings, new JwkSet { Keys = [key] }))
                usable.ToPublicKey().Dispose();
            return true;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    private static Jwk ToModel(JsonWebKey key) => new()
    {
        Kty = key.Kty,
        Kid = key.Kid,
        Alg = NullIfEmpty(key.Alg),
        Use = NullIfEmpty(key.Use),
        N = NullIfEmpty(key.N),
        E = NullIfEmpty(key.E),
        Crv = NullIfEmpty(key.Crv),
        X = NullIfEmpty(key.X),
        Y = NullIfEmpty(key.Y),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
