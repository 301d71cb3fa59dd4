using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>What the policy asks of a token beyond what Envoy's own filter checks.</summary>
internal static class TokenPredicates
{
    private const double MaxSeconds = 9_007_199_254_740_992d;

    /// <summary>Base64url without padding, in the one spelling of its bytes.</summary>
    private const string Segment = "(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?";

    private const string Compact = $@"{Segment}\.{Segment}\.{Segment}";

    /// <summary>Whether the request carries what stands for a token and is none that counts for the deployment.</summary>
    /// <param name="keysOf">The keys of a provider, inline or fetched.</param>
    public static Predicate IsBad(PrincipalDirectory directory, DeploymentPolicy deployment, Func<IdentityProvider, JwkSet> keysOf)
    {
        var headers = TokenHeaders.Of(directory).Select(name => new HeaderInput(name)).ToArray();
        var good = directory.Providers.Where(p => p.Oidc is not null).Select(p => IsGood(p.Oidc!, keysOf(p), headers, deployment));
        return Predicate.All(Predicate.Any(headers.Select(h => h.IsPresent)), Predicate.Not(Predicate.Any(good)));
    }

    private static Predicate IsGood(OidcSettings settings, JwkSet keys, HeaderInput[] headers, DeploymentPolicy deployment)
    {
        var own = new HeaderInput(settings.TokenHeader.ToLowerInvariant());
        return Predicate.All(
        [
            Inputs.Claim("iss").Is(settings.Issuer),
            // One request, one token: a second value of the header would stand behind a comma.
            own.Matches(own.Header == "authorization" ? $"Bearer {Compact}" : Compact),
            .. headers.Where(h => h != own).Select(h => Predicate.Not(h.IsPresent)),
            Predicate.Any(VerificationKey.Of(settings, keys).Select(k => Inputs.TokenHeader("kid").Is(k.KeyId))),
            Inputs.Claim("aud").Is(settings.AudienceFor(deployment.Environment.Name, deployment.Service.Name)),
            Cel.And(Times(settings)).ToPredicate(),
        ]);
    }

    private static Cel[] Times(OidcSettings settings)
    {
        Cel payload = Cel.TokenPart(TokenFilter.Payload), expires = Claim("exp"), issued = Claim("iat"), notBefore = Claim("nbf");
        Cel now = Cel.Call("double", Cel.Now), skewed = Cel.Call("_+_", now, Cel.Number(TokenVerifier.SkewSeconds));
        return
        [
            IsWhole(expires),
            IsWhole(issued),
            Cel.Call("_<_", expires, Cel.Number(MaxSeconds)),
            Cel.Call("_>=_", expires, issued),
            Cel.Call("_<=_", Cel.Call("_-_", expires, issued), Cel.Number(settings.MaxTokenLifetime.TotalSeconds)),
            Cel.Call("_<=_", issued, skewed),
            Cel.Call("_>_", expires, Cel.Call("_-_", now, Cel.Number(TokenVerifier.SkewSeconds))),
            Cel.Or(Cel.Not(Cel.Call("@in", Cel.Text("nbf"), payload)), Cel.And(IsWhole(notBefore), Cel.Call("_<=_", notBefore, skewed))),
            Cel.Not(Cel.Call("@in", Cel.Text("crit"), Cel.TokenPart(TokenFilter.Header))),
        ];

        Cel Claim(string name) => Cel.Call("_[_]", payload, Cel.Text(name));
    }

    private static Cel IsWhole(Cel number) => Cel.Call("_==_", number, Cel.Call("double", Cel.Call("int", number)));
}
