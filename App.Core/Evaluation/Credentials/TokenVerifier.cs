using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>Verifies a request's token as every engine must: the reference for their token checks.</summary>
public sealed class TokenVerifier
{
    /// <summary>How far the issuer's clock and ours may differ.</summary>
    public const int SkewSeconds = 60;

    private const string BearerPrefix = "Bearer ";

    private readonly Dictionary<string, Issuer> issuers = new(StringComparer.Ordinal);
    private readonly HashSet<string> tokenHeaders = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="keysOf">The keys of a provider, inline or fetched.</param>
    public TokenVerifier(PolicySet policy, Func<IdentityProvider, JwkSet> keysOf)
    {
        foreach (var provider in policy.Providers.Values)
        {
            if (provider.Oidc is not { } settings)
                continue;
            issuers[settings.Issuer] = new Issuer(provider.Name, settings, VerificationKey.Of(settings, keysOf(provider)));
            tokenHeaders.Add(settings.TokenHeader);
        }
    }

    /// <summary>What the request's headers hold: null without a token, else the token verified for the deployment or its first defect.</summary>
    public TokenEvidence? Verify(
        IEnumerable<KeyValuePair<string, string>> headers, string environment, string service, DateTimeOffset now)
    {
        var presented = headers.Where(h => tokenHeaders.Contains(h.Key)).ToArray();
        if (presented.Length == 0)
            return null;
        // One request, one token: a second one is refused whichever provider it is for.
        if (presented.Length > 1)
            return TokenEvidence.Invalid(TokenDefect.Malformed);
        var (header, value) = presented[0];
        if (string.Equals(header, OidcSettings.DefaultTokenHeader, StringComparison.OrdinalIgnoreCase))
        {
            if (!value.StartsWith(BearerPrefix, StringComparison.Ordinal))
                return TokenEvidence.Invalid(TokenDefect.Malformed);
            value = value[BearerPrefix.Length..];
        }

        return VerifyToken(header, value, environment, service, now);
    }

    /// <summary>A token that was handed over by itself: it stands for the one header of its provider.</summary>
    public TokenEvidence Verify(string token, string environment, string service, DateTimeOffset now) => VerifyToken(null, token, environment, service, now);

    /// <param name="header">Null where the token came in none.</param>
    private TokenEvidence VerifyToken(string? header, string text, string environment, string service, DateTimeOffset now)
    {
        if (CompactToken.Parse(text) is not { } token)
            return TokenEvidence.Invalid(TokenDefect.Malformed);
        if (token.Issuer is not { } name || !issuers.TryGetValue(name, out var issuer)
            || (header is not null && !string.Equals(issuer.Settings.TokenHeader, header, StringComparison.OrdinalIgnoreCase)))
            return TokenEvidence.Invalid(TokenDefect.Issuer);
        var defect = SignatureDefect(issuer, token, text) ?? ClaimDefect(issuer.Settings, token, environment, service, now);
        return defect is { } found ? TokenEvidence.Invalid(found) : TokenEvidence.Verified(issuer.Name, TokenClaims.Of(token.Payload));
    }

    private static TokenDefect? SignatureDefect(Issuer issuer, CompactToken token, string text)
    {
        if (token.KeyId is not { } kid || issuer.Keys.FirstOrDefault(k => k.KeyId == kid) is not { } key)
            return TokenDefect.UnknownKey;
        if (token.Algorithm != key.Algorithm.ToString())
            return TokenDefect.Algorithm;
        return IsSigned(text, key) ? null : TokenDefect.Signature;
    }

    /// <summary>Checks the signature and nothing else: a handler of whole tokens would report an odd claim as a bad signature.</summary>
    private static bool IsSigned(string text, VerificationKey key)
    {
        var dot = text.LastIndexOf('.');
        var signature = Base64Url.DecodeFromChars(text.AsSpan(dot + 1));
        if (signature.Length == 0)
            return false;
        var factory = CryptoProviderFactory.Default;
        var provider = factory.CreateForVerifying(key.ToSecurityKey(), key.Algorithm.ToString());
        try
        {
            return provider.Verify(Encoding.ASCII.GetBytes(text[..dot]), signature);
        }
        finally
        {
            factory.ReleaseSignatureProvider(provider);
        }
    }

    private static TokenDefect? ClaimDefect(OidcSettings settings, CompactToken token, string environment, string service, DateTimeOffset now)
    {
        if (token.Audience != settings.AudienceFor(environment, service))
            return TokenDefect.Audience;
        if (token.Seconds("exp") is not { } exp || token.Seconds("iat") is not { } iat || (token.Has("nbf") && token.Seconds("nbf") is null))
            return TokenDefect.Lifetime;
        if (exp < iat || exp - iat > settings.MaxTokenLifetime.TotalSeconds)
            return TokenDefect.Lifetime;
        var seconds = now.ToUnixTimeMilliseconds() / 1000d;
        if (Math.Max(iat, token.Seconds("nbf") ?? iat) > seconds + SkewSeconds)
            return TokenDefect.NotYetValid;
        return exp <= seconds - SkewSeconds ? TokenDefect.Expired : null;
    }

    private sealed record Issuer(string Name, OidcSettings Settings, ImmutableArray<VerificationKey> Keys);
}
