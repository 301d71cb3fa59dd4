using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// The zone in which nginx counts one limit. Named by the limit itself, so that a reload keeps the buckets of every limit that stays.
/// Its key holds service and principal and is empty for a request that the limit does not concern, which nginx then does not count.
/// </summary>
internal sealed record RateLimitZone(RateLimit Limit)
{
    /// <summary>Room for about 32,000 callers; beyond it nginx forgets the one that was quiet longest.</summary>
    private const string Size = "4m";

    public string Key { get; } = $"access_limit_{Limit.Requests}_{PeriodOf(Limit)}_{Limit.Burst}";

    /// <summary>The distinct limits of a deployment's allow grants, the narrowest first.</summary>
    public static ImmutableArray<RateLimitZone> Of(DeploymentPolicy deployment) =>
    [
        .. deployment.Rules.Where(r => r.Effect == Effect.Allow).Select(r => r.Grant.RateLimit).OfType<RateLimit>()
            .Distinct().OrderBy(l => l.Width).ThenBy(l => l.Per).Select(l => new RateLimitZone(l)),
    ];

    public IEnumerable<NginxDirective> Declaration()
    {
        yield return NginxDirective.Of("js_var", $"${Key}");
        yield return NginxDirective.Of("limit_req_zone", $"${Key}", $"zone={Key}:{Size}", $"rate={Limit.Requests}r/{PeriodOf(Limit)[0]}");
    }

    /// <summary>A bucket of burst + 1 tokens: nothing waits, what is too much is refused.</summary>
    public NginxDirective Application() => NginxDirective.Of(
        "limit_req", Limit.Burst > 0 ? [$"zone={Key}", $"burst={Limit.Burst}", "nodelay"] : [$"zone={Key}"]);

    private static string PeriodOf(RateLimit limit) => limit.Per switch
    {
        RatePeriod.Second => "second",
        RatePeriod.Minute => "minute",
    };
}
