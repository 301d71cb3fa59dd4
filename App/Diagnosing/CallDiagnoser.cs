using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;

namespace AccessConsole.Diagnosing;

/// <summary>Looks at one failing call with what the console knows: its policy, its issuers' keys, its engines' reports. Nothing of the call is kept.</summary>
public sealed class CallDiagnoser(LivePolicy live, EnforcementPoints points, WantedRevisions wanted, TimeProvider clock)
{
    public DiagnosedCall Diagnose(FailingCall call)
    {
        var (state, now) = (live.Current, clock.GetUtcNow());
        var diagnosis = CallDiagnosis.Of(call, new CallSurroundings(state.Policy, state.Input.KeysOf, state.Revision, deployment => HopsOf(deployment, now), now));
        return new DiagnosedCall(diagnosis, state.Revision, now, diagnosis.Deployment is { } deployment ? BundlesOf(deployment) : []);
    }

    /// <summary>The bundles that engines of the deployment pull: the environment's and the service's own.</summary>
    private IReadOnlyList<PublishedBundle> BundlesOf(DeploymentPolicy deployment) =>
    [
        .. Scopes(deployment).Select(scope => (scope, Revision: wanted.Newest(scope))).Where(b => b.Revision is not null)
            .Select(b => new PublishedBundle(b.scope.Target, b.scope.Service, b.Revision!.Value)),
    ];

    private ValueList<HopReports> HopsOf(DeploymentPolicy deployment, DateTimeOffset now)
    {
        var reporting = points.List(deployment.Environment.Name).Where(p => p.HasReported).Where(p => p.Scope.Service is null || p.Scope.Service == deployment.Service.Name).ToLookup(p => p.Scope.Target);
        return deployment.Deployment.Hops.Index().Select(hop => new HopReports(
            hop.Index + 1, hop.Item.Engine, reporting[hop.Item.Engine].Select(p => Report(p, now)).ToValueList())).ToValueList();
    }

    private HopReport Report(EnforcementPoint point, DateTimeOffset now) =>
        new(point.IsNamed ? point.Name : "unnamed", point.Revision, wanted.Of(point), point.ActiveSince, point.HeardAt, point.Error, EnforcementPoints.IsStale(point, now));

    private static IEnumerable<BundleScope> Scopes(DeploymentPolicy deployment) =>
        deployment.Deployment.Hops.Select(h => h.Engine).Distinct().SelectMany(engine => (BundleScope[])
            [new(deployment.Environment.Name, engine, null), new(deployment.Environment.Name, engine, deployment.Service.Name)]);
}

/// <param name="Revision">Of the policy that was asked.</param>
/// <param name="At">By the console's clock.</param>
public sealed record DiagnosedCall(CallDiagnosis Diagnosis, int Revision, DateTimeOffset At, IReadOnlyList<PublishedBundle> Bundles);

/// <param name="Service">Null for the environment's bundle.</param>
/// <param name="Revision">At which it last changed.</param>
public sealed record PublishedBundle(Target Target, string? Service, int Revision);
