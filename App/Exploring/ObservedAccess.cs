using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Exploring;

/// <summary>Lays what engines decided over the access of a moment.</summary>
public sealed class ObservedAccess(IDecisionEvidence evidence, EvidenceWindows windows, GrantOrigins origins, LivePolicy live)
{
    public const int UsualDays = 30;
    public const int MostDays = 400;

    /// <summary>Of kinds of uses: caller, service, grant, reason.</summary>
    private const int MostUses = 200_000;

    /// <summary>Observed is what lies in the days before the moment.</summary>
    public async Task<ObservedScope> OfAsync(ConsoleUser user, AccessMoment moment, AccessFilter filter, int days, CancellationToken cancellationToken)
    {
        var window = await windows.OfAsync(user, days, moment.At, cancellationToken);
        var observed = await evidence.ObservedAsync(window.Since, moment.At, MostUses, cancellationToken);
        var changed = await origins.ChangedAsync(moment.Revision, window.Since, cancellationToken);
        var policy = live.Current.Policy;
        // A large policy takes its time: not on the circuit's own turn.
        return await Task.Run(() =>
        {
            var whole = AccessScope.Of(moment, filter with { IsDeclared = true });
            // By the labels of today: an earlier revision's would let somebody read on who was to read no more.
            var scope = whole with { Deployments = [.. whole.Deployments.Where(d => DecisionScopes.Reaches(user, policy, d.Environment.Name, d.Service.Name))] };
            var edges = new ObservedEdges(moment.Atlas, scope.Deployments, scope.Principals, moment.At, window, observed.Uses, changed);
            return new ObservedScope(scope, window, edges, whole.Deployments.Length - scope.Deployments.Length, !observed.HasMore);
        }, cancellationToken);
    }
}
