using System.Diagnostics.Metrics;
using AccessConsole.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;

namespace AccessConsole.Telemetry;

/// <summary>The state of this replica and of the engines, made when somebody reads it.</summary>
internal sealed class StateMetrics
{
    private static readonly string[] States = ["current", "behind", "stale"];

    private readonly WantedRevisions wanted;
    private readonly EnforcementPoints points;
    private readonly DegradedParts degraded;
    private readonly TimeProvider clock;

    public StateMetrics(IMeterFactory meters, BundleCatalog catalog, EnforcementPoints points, WantedRevisions wanted, DegradedParts degraded, HeldPollLimit polls, AuditFindings audit, TimeProvider clock)
    {
        (this.wanted, this.points, this.degraded, this.clock) = (wanted, points, degraded, clock);
        var meter = meters.Create(ConsoleMetrics.MeterName);
        meter.CreateObservableGauge("access.revision", () => catalog.CurrentRevision, description: "The newest revision that this replica knows");
        meter.CreateObservableGauge("access.polls.held", () => polls.Held, description: "Polls that are held until their bundle changes");
        meter.CreateObservableGauge("access.database.reachable", () => degraded.Since(DegradedParts.Database) is null ? 1 : 0, description: "1 while PostgreSQL answers");
        meter.CreateObservableGauge("access.catalog.age", Age, "s", "How long the catalog has been without the database's word; 0 while it is followed");
        meter.CreateObservableGauge("access.degraded", Degraded, description: "1 for each part of this replica that does not work; /readyz says why");
        meter.CreateObservableGauge("access.audit.findings", () => audit.List().Count + (audit.SigningRefusal is null ? 0 : 1), description: "Events, and hashes over them, that were changed beside the console; 0 is the only good number");
        meter.CreateObservableGauge("access.enforcement_points", Points, description: "Engines that reported within 7 days: current, behind what is published, or silent for an hour");
    }

    private double Age() => degraded.Since(DegradedParts.Database) is { } since ? (clock.GetUtcNow() - since).TotalSeconds : 0;

    private IEnumerable<Measurement<int>> Degraded() => degraded.List().Select(part => new Measurement<int>(1, new KeyValuePair<string, object?>("part", part.Key)));

    private IEnumerable<Measurement<int>> Points()
    {
        var now = clock.GetUtcNow();
        return
            from scope in points.List().GroupBy(point => (point.Scope.Environment, point.Scope.Target))
            let counts = scope.CountBy(point => StateOf(point, now)).ToDictionary()
            from state in States
            select new Measurement<int>(
                counts.GetValueOrDefault(state), new("environment", scope.Key.Environment), new("target", scope.Key.Target.Name()), new("state", state));
    }

    private string StateOf(EnforcementPoint point, DateTimeOffset now)
    {
        if (EnforcementPoints.IsStale(point, now))
            return "stale";
        return (point.Revision ?? 0) < wanted.Of(point) ? "behind" : "current";
    }
}
