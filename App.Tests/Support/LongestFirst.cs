using AccessConsole.Tests.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace AccessConsole.Tests.Support;

/// <summary>
/// Begins the classes that take longest before the others, so that none of them is begun last and runs alone; the others come in an order of no
/// meaning. A class belongs here once it takes several times as long as the usual one.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(Engines.Opa.OpaDifferentialTests),
        typeof(Faults.KilledConsoleTests),
        typeof(Faults.KilledScheduleTests),
        typeof(Browser.AccessibilityTests),
        typeof(Faults.KilledRolloutTests),
        typeof(Engines.Equivalence.MutationTests),
        typeof(Engines.Nginx.NginxDifferentialTests),
        typeof(Engines.Istio.IstioDifferentialTests),
        typeof(Engines.Envoy.EnvoyDifferentialTests),
        typeof(Engines.Nginx.NewerNginxDifferentialTests),
        typeof(Publishing.ScheduledPublishTests),
        typeof(IssuerKeys.IssuerKeyTests),
        typeof(Requests.RequestFaultTests),
        typeof(Webhooks.WebhookTests),
        typeof(Api.BuildkiteEndpointTests),
        typeof(Engines.Consul.ConsulDifferentialTests),
        typeof(Auditing.AuditReadingTests),
        typeof(Engines.Envoy.EnvoyLimitTests),
        typeof(Faults.KeyRotationTests),
        typeof(Faults.DatabaseOutageTests),
        typeof(Publishing.StageHealthKeeperTests),
        typeof(Distribution.Staging.CatalogModelTests),
        typeof(Engines.Kubernetes.KubernetesPullTests),
        typeof(Core.Analysis.Questions.GrantInspectorPropertyTests),
        typeof(Browser.LivePagesTests),
        typeof(Browser.StaleTabTests),
        typeof(Browser.KeyboardJourneyTests),
        typeof(Browser.WholePathTests),
        typeof(Browser.LostConnectionTests),
        typeof(Core.Evaluation.EvaluatorPropertyTests),
        // Waits most of its time, and so is best beside others.
        typeof(Faults.HangingDatabaseTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Rank).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];

    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        // Each class is a collection by itself, which is named for it.
        var at = Array.FindIndex(Longest, type => collection.TestCollectionDisplayName.Contains($" {type.FullName} ", StringComparison.Ordinal));
        return at < 0 ? Longest.Length : at;
    }
}
