using System.Globalization;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Diagnosis;

/// <summary>What engines ask of a token, each by itself. Nothing of a token but header members and claims is ever said.</summary>
internal static class TokenChecks
{
    private const int MaxShown = 120;

    public static IEnumerable<CallCheck> Of(FailingCall call, DeploymentPolicy deployment, CallSurroundings around)
    {
        if (PresentedToken.Text(call.Token) is not { } text)
            return [CallCheck.Untold("token.form", "no token was given", TokenRequest.Advice(deployment, around.Policy))];
        if (CompactToken.Parse(text) is not { } token)
            return [OfNoToken(text)];
        var provider = token.Issuer is { } issuer ? around.Policy.Principals.FindIssuer(issuer) : null;
        CallCheck[] first = [CallCheck.Passed("token.form", "a compact JWS of three parts"), OfType(token), OfIssuer(token, provider, around.Policy)];
        return provider?.Oidc is { } settings ? [.. first, .. OfProvider(token, text, provider, settings, deployment, around)] : first;
    }

    private static IEnumerable<CallCheck> OfProvider(
        CompactToken token, string text, IdentityProvider provider, OidcSettings settings, DeploymentPolicy deployment, CallSurroundings around)
    {
        var keys = VerificationKey.Of(settings, around.KeysOf(provider));
        var key = keys.FirstOrDefault(k => k.KeyId == token.KeyId);
        yield return OfAlgorithm(token, settings, key);
        yield return OfKey(token, provider, keys.Select(k => k.KeyId).ToArray());
        yield return OfSignature(token, text, key, deployment, around);
        yield return OfAudience(token, settings, deployment);
        foreach (var check in TokenTimeChecks.Of(token, settings, around.Now))
            yield return check;
    }

    private static CallCheck OfNoToken(string text)
    {
        var parts = text.Split('.').Length;
        var why = text.Any(char.IsWhiteSpace) ? "it holds white space" : parts != 3 ? $"it has {parts.ToString(CultureInfo.InvariantCulture)} parts, not three" : "a part is no base64url of a JSON object, or its header demands an extension (`crit`)";
        return CallCheck.Failed("token.form", $"this is no compact JWS: {why}", "take the token as `buildkite-agent oidc request-token` prints it, whole and without quotes");
    }

    private static CallCheck OfType(CompactToken token)
    {
        var type = token.Header.TryGetProperty("typ", out var typ) ? typ.ToString() : null;
        return type is null || type.Equals("JWT", StringComparison.OrdinalIgnoreCase)
            ? CallCheck.Passed("token.typ", type is null ? "it has no `typ`, as Buildkite's tokens" : $"`typ` is `{Shown(type)}`")
            : CallCheck.Passed("token.typ", $"`typ` is `{Shown(type)}`: engines do not go by it, but it may be a token for something else");
    }

    private static CallCheck OfIssuer(CompactToken token, IdentityProvider? provider, PolicySet policy)
    {
        if (provider is not null)
            return CallCheck.Passed("token.issuer", $"`{Shown(token.Issuer!)}` is the identity provider `{provider.Name}`");
        var known = string.Join(", ", policy.Providers.Values.Where(p => p.Oidc is not null).Take(5).Select(p => $"`{p.Oidc!.Issuer}`"));
        return CallCheck.Failed(
            "token.issuer", token.Issuer is { } issuer ? $"`{Shown(issuer)}` is no identity provider's issuer: they are {known}" : "`iss` is missing or no string",
            "use a token of one of these issuers, or add this one as an identity provider; `iss` is compared to the letter, a final slash included");
    }

    private static CallCheck OfAlgorithm(CompactToken token, OidcSettings settings, VerificationKey? key)
    {
        var accepted = string.Join(", ", settings.EffectiveAlgorithms);
        if (settings.EffectiveAlgorithms.All(a => a.ToString() != token.Algorithm))
            return CallCheck.Failed("token.alg", $"`alg` is `{Shown(token.Algorithm ?? "")}`; accepted are {accepted}", "have the issuer sign by one of these, or add it to the provider's `algorithms`");
        return key is null || key.Algorithm.ToString() == token.Algorithm
            ? CallCheck.Passed("token.alg", $"`{token.Algorithm}` is accepted")
            : CallCheck.Failed("token.alg", $"`alg` is `{token.Algorithm}`, but its key is for {key.Algorithm}", "have the issuer sign by the algorithm of the key that `kid` names");
    }

    private static CallCheck OfKey(CompactToken token, IdentityProvider provider, string[] known)
    {
        if (known.Length == 0)
            return CallCheck.Failed("token.kid", $"the console has no key of `{provider.Name}` yet", "have it fetch them: its page tells why it has none");
        if (token.KeyId is not { } kid)
            return CallCheck.Failed("token.kid", "its header has no `kid`", "have the issuer name its key: without it no engine picks one");
        return known.Contains(kid, StringComparer.Ordinal)
            ? CallCheck.Passed("token.kid", $"`{Shown(kid)}` is a key of `{provider.Name}` in force")
            : CallCheck.Failed(
                "token.kid", string.Create(CultureInfo.InvariantCulture, $"`{Shown(kid)}` is none of the {known.Length} keys of `{provider.Name}` in force"),
                "look at the provider's keys: new ones are fetched within minutes, a whole new set waits for an admin to accept it");
    }

    private static CallCheck OfSignature(CompactToken token, string text, VerificationKey? key, DeploymentPolicy deployment, CallSurroundings around)
    {
        if (key is null || key.Algorithm.ToString() != token.Algorithm)
            return CallCheck.Untold("token.signature", "there is no key in force to check it by");
        var defect = new TokenVerifier(around.Policy, around.KeysOf).Verify(text, deployment.Environment.Name, deployment.Service.Name, around.Now).Defect;
        return defect == TokenDefect.Signature
            ? CallCheck.Failed("token.signature", "the signature is not of this content by that key", "take the token anew: it was changed or cut on its way, or somebody else made it")
            : CallCheck.Passed("token.signature", "the issuer signed it");
    }

    private static CallCheck OfAudience(CompactToken token, OidcSettings settings, DeploymentPolicy deployment)
    {
        var wanted = settings.AudienceFor(deployment.Environment.Name, deployment.Service.Name);
        if (token.Audience == wanted)
            return CallCheck.Passed("token.audience", $"`{wanted}`, as this deployment wants it");
        var has = token.Audience is { } audience ? $"`aud` is `{Shown(audience)}`" : token.Has("aud") ? "`aud` is no single string" : "`aud` is missing";
        return CallCheck.Failed("token.audience", $"{has}; this deployment wants `{wanted}`", $"ask for it: `{TokenRequest.Line(settings, deployment, TokenRequest.IdentityClaims(settings))}`");
    }

    internal static string Shown(string text)
    {
        var shown = new string([.. text.Take(MaxShown).Select(c => char.IsControl(c) || c == '`' ? '?' : c)]);
        return text.Length > MaxShown ? shown + "…" : shown;
    }
}
