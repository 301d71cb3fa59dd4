using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Answers whether somebody can ever reach something, exactly, with a request that the evaluator confirms.</summary>
public sealed class ReachSolver(PolicySet policy, DateTimeOffset now)
{
    /// <summary>More pairs of principal and deployment are asked about piecemeal.</summary>
    public const int MaxPairs = 250_000;

    /// <summary>How many pairs an answer tells.</summary>
    public const int MaxFound = 50;

    private const int MaxTried = 8;

    private readonly RuleDiagrams diagrams = new(now);
    private readonly IdentityRegister identities = new(policy.Principals, policy.Principals);
    private readonly Dictionary<(Regime, bool HasToken, bool IsConnection, ValueList<int> Rules), Diagram> passing = [];
    private readonly Dictionary<RuleTerms, int> numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>How many pairs the question is about.</summary>
    public long CountOf(ReachQuestion question) => (long)Principals(question).Length * Deployments(question).Length;

    public ReachAnswer Answer(ReachQuestion question)
    {
        var scope = ScopeOf(question);
        var (principals, deployments) = (Principals(question), Deployments(question));
        var found = ImmutableArray.CreateBuilder<ReachPair>();
        long reaching = 0;
        foreach (var deployment in deployments)
        {
            foreach (var principal in principals)
            {
                if (!Reaches(deployment, principal, scope))
                    continue;
                if (++reaching <= MaxFound)
                    found.Add(Pair(deployment, principal, scope, question));
            }
        }

        if (reaching == 0)
            found.AddRange(deployments.SelectMany(d => principals.Select(p => Pair(d, p, scope, question))).Take(MaxFound));
        return new ReachAnswer((long)principals.Length * deployments.Length, reaching, found.ToImmutable());
    }

    private bool Reaches(DeploymentPolicy deployment, Principal? principal, Diagram scope) =>
        IdentitiesOf(principal).Any(identity => !Passing(deployment, identity).And(scope).IsNothing);

    private ReachPair Pair(DeploymentPolicy deployment, Principal? principal, Diagram scope, ReachQuestion question)
    {
        var ways = IdentitiesOf(principal).Select(identity => Way(deployment, identity, scope)).OfType<(ReachWay Way, Diagram Set)>().ToArray();
        var obstacles = ways.Length > 0 ? [] : new ReachObstacles(policy, deployment, diagrams, now).Of(principal, [.. OwnIdentitiesOf(principal).Select(View)], scope, question);
        var witness = ways.Length > 0
            ? Shown(deployment, ways[0].Way)
            : Refused(deployment, principal, scope);
        ImmutableArray<string> denies = ways.Length == 0 ? [] : [.. Denies(deployment, ways.Select(w => w.Way.Identity), scope)];
        return new ReachPair(principal?.Reference, deployment.Environment.Name, deployment.Service.Name, [.. ways.Select(w => w.Way)], [.. obstacles], denies, witness);

        (IdentityRef, DeploymentView) View(IdentityRef identity) => (identity, ViewOf(deployment, identity));
    }

    private (ReachWay Way, Diagram Set)? Way(DeploymentPolicy deployment, IdentityRef identity, Diagram scope)
    {
        var set = Passing(deployment, identity).And(scope);
        if (set.IsNothing)
            return null;
        var view = ViewOf(deployment, identity);
        var grants = view.Rules.Where(r => r.Effect == Effect.Allow && !Bearing(r, view, identity).And(set).IsNothing).Select(r => r.Grant.Name);
        return (new ReachWay(identity, AccessRegion.Of(set), [.. grants.Order(StringComparer.Ordinal)], NoteOf(deployment, view.Regime)), set);
    }

    /// <summary>A request that passes: by a grant that somebody wrote, rather than by a probe, where there is such a one.</summary>
    private Witness Shown(DeploymentPolicy deployment, ReachWay way)
    {
        var samples = way.Regions.Take(MaxTried).Select(region => Witness.Of(policy, way.Identity, deployment, region.Sample(now))).ToArray();
        return samples.FirstOrDefault(s => s.Decision.Grant is { } grant && policy.Grants.ContainsKey(grant)) ?? samples[0];
    }

    private static string? NoteOf(DeploymentPolicy deployment, Regime regime) => regime switch
    {
        Regime.Open when deployment.Deployment.Mode == Mode.Shadow => "the deployment is in shadow: nothing is refused",
        Regime.Open => "the deployment has no hops: nothing is refused",
        Regime.LeftAlone => "the deployment governs pipelines only, and this caller is left alone",
        Regime.Closed or Regime.Governed => null,
    };

    private IEnumerable<string> Denies(DeploymentPolicy deployment, IEnumerable<IdentityRef> callers, Diagram scope) =>
        (from identity in callers
         let view = ViewOf(deployment, identity)
         let allowed = view.Rules.Where(r => r.Effect == Effect.Allow).Aggregate(Diagram.Nothing, (all, r) => all.Or(Bearing(r, view, identity))).And(scope)
         from deny in view.Rules
         where deny.Effect == Effect.Deny && !Bearing(deny, view, identity).And(view.Regime == Regime.LeftAlone ? scope : allowed).IsNothing
         select deny.Grant.Name).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What a caller asks who is turned away: something that a grant of the service speaks of, where there is such a thing.</summary>
    private Witness Refused(DeploymentPolicy deployment, Principal? principal, Diagram scope)
    {
        var identity = IdentitiesOf(principal)[0];
        var asked = deployment.Rules.Where(r => r.Effect == Effect.Allow).OrderByDescending(r => r.IsForAnyone || (principal is not null && r.Principals.Contains(principal)))
            .Select(r => diagrams.Bearing(r.Terms, Regime.Governed, identity.HasToken, DeploymentView.IsTcp(deployment)).And(scope).And(IdentitySpace.Of(policy.Principals, identity)))
            .FirstOrDefault(set => !set.IsNothing) ?? scope;
        return Witness.Of(policy, identity, deployment, AccessRegion.Of(asked)[0].Sample(now));
    }

    private Diagram Passing(DeploymentPolicy deployment, IdentityRef identity)
    {
        var view = ViewOf(deployment, identity);
        if (view.Regime is Regime.Closed or Regime.Open)
            return view.Regime == Regime.Open ? Diagram.Everything : Diagram.Nothing;
        var key = (view.Regime, identity.HasToken, view.IsConnection, view.Rules.Select(r => NumberOf(r.Terms)).Distinct().Order().ToValueList());
        if (!passing.TryGetValue(key, out var set))
        {
            var denied = Union(Effect.Deny);
            passing[key] = set = (view.Regime == Regime.Governed ? Union(Effect.Allow) : Diagram.Everything).Minus(denied);
        }

        return identity.HasToken ? set.And(IdentitySpace.Of(policy.Principals, identity)) : set;

        Diagram Union(Effect effect) => view.Rules.Where(r => r.Effect == effect).Aggregate(Diagram.Nothing, (union, rule) => union.Or(Bearing(rule, view, identity)));
    }

    private Diagram Bearing(DeploymentRule rule, DeploymentView view, IdentityRef identity) => diagrams.Bearing(rule.Terms, view.Regime, identity.HasToken, view.IsConnection);

    private DeploymentView ViewOf(DeploymentPolicy deployment, IdentityRef identity) => DeploymentView.Of(deployment, identity, identities.StandingOf(identity).After);

    /// <summary>Everything that the principal can show. Nobody is kept from showing nothing.</summary>
    private ImmutableArray<IdentityRef> IdentitiesOf(Principal? principal) => principal is null ? [IdentityRef.NoCredential] : [.. identities.Of(principal), IdentityRef.NoCredential];

    private ImmutableArray<IdentityRef> OwnIdentitiesOf(Principal? principal) => principal is null ? [IdentityRef.NoCredential] : identities.Of(principal);

    private ImmutableArray<Principal?> Principals(ReachQuestion question) => question.Principals.Anyone ? [null] : [.. policy.Principals.Select(question.Principals).Members];

    private ImmutableArray<DeploymentPolicy> Deployments(ReachQuestion question) =>
    [
        .. (question.Environment is { } environment ? policy.DeploymentsIn(environment) : policy.Deployments)
            .Where(d => question.Services.Selects(d.Service.Name, d.Service.Labels))
            .OrderBy(d => d.Service.Name, StringComparer.Ordinal).ThenBy(d => d.Environment.Name, StringComparer.Ordinal),
    ];

    private static Diagram ScopeOf(ReachQuestion question) => !question.IsNarrow
        ? Diagram.Everything
        : Diagram.Of(Dimension.Form, FormSet.WellFormed)
            .And(Diagram.Of(Dimension.Methods, new MethodChoice(question.Methods)))
            .And(question.Path is { } path ? Diagram.Of(Dimension.Paths, PathSet.Of(path)) : Diagram.Everything);

    private int NumberOf(RuleTerms terms)
    {
        if (!numbers.TryGetValue(terms, out var number))
            numbers[terms] = number = numbers.Count;
        return number;
    }
}
