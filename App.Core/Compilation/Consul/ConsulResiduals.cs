using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>What Consul's intentions cannot do however a policy is written.</summary>
internal static class ConsulResiduals
{
    private static readonly Residual Mesh = new(
        "certificates_by_mesh", "the mesh verifies certificates by its own roots and takes no connection without one of its services' certificates, and of several URI names in one any that fits");

    private static readonly Residual Datacenter = new(
        "datacenter_unchecked", "consul looks at no datacenter: a service of the same name in another one of the same trust domain counts as this one");

    private static readonly Residual OtherIntentions = new(
        "other_intentions", "what other intentions for every destination allow to a service by name is allowed too, as far as none of these names it");

    private static readonly Residual Hosts = new("hosts_unchecked", "consul knows the service by where the request arrives and does not look at its host");

    private static readonly Residual Paths = new(
        "path_normalized", "consul decides on the path as the mesh normalizes it: paths that are not canonical are not refused; set `RequestNormalization` in the mesh entry");

    private static readonly Residual Headers = new(
        "headers_kept", "intentions remove no headers: names that would override method or path are refused, those under `X-Access-`, `X-Forwarded-` and with underscores pass");

    private static readonly Residual TokenForm = new(
        "token_form", "consul takes a token without key id, with other audiences or critical extensions, and the first of several in a header, whatever stands around it; of tokens in several headers any that fits");

    private static readonly Residual TokenLifetime = new(
        "token_lifetime", "consul checks when a token ends and begins to hold where it says so, and neither `iat` nor `maxTokenLifetime`");

    private static readonly Residual ClaimKinds = new("claim_kinds", "a claim that is a list may count as each of its texts");

    private static readonly Residual PublicTokens = new(
        "public_tokens", "what anyone may do, so may whoever shows a good token, though it lacks the claims that identify or names two principals");

    private static readonly Residual TokenForwarded = new(
        "token_forwarded", "consul takes a verified token away before it decides or never; where requests without a token may do something it must see the header, which then reaches the upstream");

    private static readonly Residual NoClock = MissingClock.Of(Target.Consul);

    private static readonly Residual NoLimits = new("rate_limit_missing", "intentions count no requests: rate limits are not enforced");

    private static readonly Residual Streams = new(
        "stream_duration", "consul decides when a request or connection begins: what lasts ends under the former entries, and `maxStreamDuration` is not enforced");

    public static IEnumerable<Residual> Of(PrincipalDirectory directory, DeploymentPolicy policy, IntentionPlan plan)
    {
        IEnumerable<(bool Applies, Residual Residual)> all =
        [
            (true, Mesh),
            (true, Datacenter),
            (true, OtherIntentions),
            (true, Streams),
            (policy.Rules.Any(r => r.Grant.ValidFrom is not null || r.Grant.Expires is not null), NoClock),
            (policy.Rules.Any(r => r.Grant.RateLimit is not null), NoLimits),
            .. policy.Deployment.Protocol == Protocol.Tcp ? [] : OfRequests(directory, policy, plan),
        ];
        return all.Where(r => r.Applies).Select(r => r.Residual);
    }

    private static IEnumerable<(bool Applies, Residual Residual)> OfRequests(PrincipalDirectory directory, DeploymentPolicy policy, IntentionPlan plan)
    {
        var hasTokens = directory.Providers.Any(p => p.Oidc is not null);
        return
        [
            (true, Hosts),
            (true, Paths),
            (true, Headers),
            (hasTokens, TokenForm),
            (hasTokens, TokenLifetime),
            (hasTokens, ClaimKinds),
            (hasTokens && policy.AnyoneRules.Any(r => r.Effect == Effect.Allow), PublicTokens),
            (hasTokens && plan.LooksForTokens, TokenForwarded),
        ];
    }
}
