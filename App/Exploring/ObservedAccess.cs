using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Exploring;

/// <summary>Lays what engines decided over the access of a moment.</summary>
public sealed class ObservedAccess(IDecisionEvidence evidence, GrantOrigins origins)
{
    public const int UsualDays = 30;
    public const int MostDays = 400;

    /// <summary>Of kinds of uses: caller, service, grant, reason.</summary>
    private const int MostUses = 200_000;

    /// <summary>Observed is what lies in the days before the moment.</summary>
    public async Task<ObservedScope> OfAsync(ConsoleUser user, AccessMoment moment, AccessFilter filter, int days, CancellationToken cancellationToken)
    {
        var since = EvidenceWindow.BeginningOf(days, moment.At);
        var window = new EvidenceWindow(days, moment.At, await evidence.SourcesAsync(since, moment.At, cancellationToken), await evidence.LossesAsync(since, moment.At, cancellationToken));
        var observed = await evidence.ObservedAsync(since, moment.At, MostUses, cancellationToken);
        var changed = await origins.ChangedAsync(moment.Revision, since, cancellationToken);
        // A large policy takes its time: not on the circuit's own turn.
        return await Task.Run(() =>
        {
            var whole = AccessScope.Of(moment, filter with { IsDeclared = true });
            var scope = whole with { Deployments = [.. whole.Deployments.Where(d => user.Has(ConsoleRole.Viewer, new Place(d.Environment.Name, d.Service.Labels)))] };
            var edges = new ObservedEdges(moment.Atlas, scope.Deployments, scope.Principals, moment.At, window, observed.Uses, changed);
            return new ObservedScope(scope, window, edges, whole.Deployments.Length - scope.Deployments.Length, !observed.HasMore);
        }, cancellationToken);
    }
}
