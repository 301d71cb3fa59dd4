using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>A token bucket of one principal at one service.</summary>
/// <param name="Principal">Null for all who are nobody in particular.</param>
internal sealed record Bucket(Principal? Principal, RateLimit Limit)
{
    /// <summary>What the request's descriptor says, and the log.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Owner} {Limit.Requests}/{Limit.Per.ToString().ToLowerInvariant()}+{Limit.Burst}");

    public string FillInterval => Limit.Per == RatePeriod.Second ? "1s" : "60s";

    private string Owner => Principal is null ? "anyone" : PrincipalKey.Of(Principal);
}
