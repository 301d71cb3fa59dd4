using System.Diagnostics.Metrics;

namespace AccessConsole.Telemetry;

/// <summary>What an operator of the console watches. Names and labels are a contract: dashboards and alerts rely on them.</summary>
public sealed class ConsoleMetrics
{
    public const string MeterName = "AccessConsole";

    private readonly Histogram<double> publishes;
    private readonly Counter<long> keyFetches;
    private readonly Counter<long> buildkiteListings;

    public ConsoleMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        publishes = meter.CreateHistogram<double>("access.publish.duration", "s", "How long publishing took, by its result");
        keyFetches = meter.CreateCounter<long>("access.issuer_key.fetches", description: "Fetches of issuers' keys, by provider and result");
        buildkiteListings = meter.CreateCounter<long>("access.buildkite.listings", description: "Listings of organizations at Buildkite, by organization and result");
    }

    /// <param name="result"><c>published</c>, or why not in snake case, or <c>failed</c>.</param>
    public void RecordPublish(TimeSpan duration, string result) => publishes.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("result", result));

    /// <param name="result"><c>unchanged</c>, <c>changed</c>, <c>held</c> or <c>failed</c>.</param>
    public void CountKeyFetch(string provider, string result) => keyFetches.Add(1, new("provider", provider), new("result", result));

    /// <param name="result"><c>listed</c> or <c>failed</c>.</param>
    public void CountBuildkiteListing(string organization, string result) => buildkiteListings.Add(1, new("organization", organization), new("result", result));
}
