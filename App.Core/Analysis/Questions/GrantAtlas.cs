using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>
/// What every grant of a policy is good for, kept up from one policy to the next: after a change only the deployments that changed are judged again, and
/// only the grants that bear there. May be asked by several at once.
/// </summary>
public sealed class GrantAtlas
{
    private readonly Lock working = new();
    private State? current;

    /// <param name="now">Grants are judged from then on.</param>
    public GrantAudit Of(PolicySet policy, DateTimeOffset now)
    {
        lock (working)
        {
            var known = current is { } former && ReferenceEquals(former.Judged.Roster.Directory, policy.Principals) ? former : null;
            if (known is not null && ReferenceEquals(known.Policy, policy) && known.Deployments.All(d => d.Value.Holds.Contains(now)))
                return known.Audit;
            var state = Advance(known, policy, now);
            current = state;
            return state.Audit;
        }
    }

    private static State Advance(State? former, PolicySet policy, DateTimeOffset now)
    {
        // What a judge worked out holds from its moment on; the principals, which cost most to look at, are kept.
        var judge = new RuleJudge(former?.Judged.Roster ?? PrincipalRoster.Of(policy.Principals), now);
        var deployments = (former?.Deployments ?? ImmutableDictionary<DeploymentKey, JudgedDeployment>.Empty).ToBuilder();
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var deployment in policy.Deployments)
        {
            var key = new DeploymentKey(deployment.Environment.Name, deployment.Service.Name);
            var known = deployments.GetValueOrDefault(key);
            if (known is not null && ReferenceEquals(known.Deployment, deployment) && known.Holds.Contains(now))
                continue;
            touched.UnionWith((known?.Deployment.Rules ?? []).Concat(deployment.Rules).Select(r => r.Grant.Name));
            deployments[key] = JudgedDeployment.Of(judge, deployment);
        }

        foreach (var gone in deployments.Where(d => policy.Find(d.Key.Environment, d.Key.Service) is null).ToArray())
        {
            touched.UnionWith(gone.Value.Deployment.Rules.Select(r => r.Grant.Name));
            deployments.Remove(gone.Key);
        }

        var judged = deployments.ToImmutable();
        return new State(policy, judge, judged, former is null ? All(policy, judged) : former.Audit.With(policy, Unplaced(former.Policy, policy, touched), name => VerdictOf(policy, judged, name)));
    }

    private static GrantAudit All(PolicySet policy, ImmutableDictionary<DeploymentKey, JudgedDeployment> judged) =>
        GrantAudit.Empty.With(policy, policy.Grants.Keys, name => VerdictOf(policy, judged, name));

    /// <summary>The grants to look at again: those of deployments that changed, and those that came or went without bearing on any.</summary>
    private static HashSet<string> Unplaced(PolicySet before, PolicySet after, HashSet<string> touched)
    {
        if (before.Grants != after.Grants)
            touched.UnionWith(ChangedObjects.Between(before.Objects, after.Objects).SelectMany(pair => new[] { pair.Before?.Name, pair.After?.Name }).OfType<string>());
        return touched;
    }

    private static RuleVerdict VerdictOf(PolicySet policy, ImmutableDictionary<DeploymentKey, JudgedDeployment> judged, string name) =>
        GrantPlaces.Of(policy, policy.Grants[name])
            .Select(place => judged[new DeploymentKey(place.Deployment.Environment.Name, place.Deployment.Service.Name)].VerdictOf(name))
            .Aggregate(RuleVerdict.Nobody, (all, one) => all.And(one));

    private readonly record struct DeploymentKey(string Environment, string Service);

    private sealed record State(PolicySet Policy, RuleJudge Judged, ImmutableDictionary<DeploymentKey, JudgedDeployment> Deployments, GrantAudit Audit);

    /// <summary>The verdicts on a deployment's rules, as long as none begins or ends.</summary>
    private sealed record JudgedDeployment(DeploymentPolicy Deployment, TimeSpanOfRules Holds, ImmutableDictionary<string, RuleVerdict> Verdicts)
    {
        public static JudgedDeployment Of(RuleJudge judge, DeploymentPolicy deployment) => new(
            deployment, TimeSpanOfRules.Around(deployment, judge.Now),
            deployment.Rules.ToImmutableDictionary(r => r.Grant.Name, r => judge.VerdictOf(deployment, r), StringComparer.Ordinal));

        public RuleVerdict VerdictOf(string grant) => Verdicts[grant];
    }
}
