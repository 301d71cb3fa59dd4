using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Reach;

public sealed class ReachPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static Gen<(Dice, PolicySet, DateTimeOffset)> Policies =>
        Dice.Gen.Select(dice => (dice, PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now))), dice.One(Now, Now.AddHours(1), Now.AddMinutes(-90), Now.AddHours(3))));

    [Fact]
    public void Cell_OnRandomPolicies_SaysWhatTheEvaluatorLetsPass() => Policies.Sample(
        (dice, policy, at) =>
        {
            var atlas = new ReachAtlas(policy.Principals);
            foreach (var (principal, deployment) in Pairs(policy))
            {
                var cell = atlas.Of(deployment, at)[atlas.Roster.NumberOf(principal)];
                var reasons = atlas.Explain(principal, deployment, at);
                Assert.Equal(cell, reasons.Cell);
                var isReached = false;
                foreach (var credential in reasons.Credentials)
                {
                    isReached |= !credential.Regions.IsEmpty;
                    AssertExact(dice, policy, deployment, credential, at, cell.Level);
                }

                // A principal that nothing identifies still passes where nothing enforces.
                Assert.Equal(isReached, cell.Level != ReachLevel.None && !reasons.Credentials.IsEmpty);
            }
        },
        iter: 100);

    [Fact]
    public void Cell_ThatIsReached_HasARequestThatTheEvaluatorGrants()
    {
        var seen = new Dictionary<ReachLevel, int>();
        Policies.Sample(
            (dice, policy, at) =>
            {
                var atlas = new ReachAtlas(policy.Principals);
                foreach (var (principal, deployment) in Pairs(policy))
                {
                    var reasons = atlas.Explain(principal, deployment, at);
                    seen[reasons.Cell.Level] = seen.GetValueOrDefault(reasons.Cell.Level) + 1;
                    foreach (var credential in reasons.Credentials.Where(c => !c.Regions.IsEmpty))
                        Claim.Holds(HasWitness(dice, policy, deployment, credential, reasons, at), $"{credential.Identity} at {deployment}: {string.Join("; ", credential.Regions)}");
                }
            },
            iter: 100,
            threads: 1);
        Assert.Equal(Enum.GetValues<ReachLevel>().Length, seen.Count);
    }

    [Fact]
    public void Always_MeansWhateverTheBuild() => Policies.Sample(
        (dice, policy, at) =>
        {
            var atlas = new ReachAtlas(policy.Principals);
            foreach (var (principal, deployment) in Pairs(policy))
            {
                var reasons = atlas.Explain(principal, deployment, at);
                var isUnconditional = reasons.Credentials.SelectMany(c => c.Regions).Any(r => r.Conditions.Length == 0);
                if (reasons.Cell.Level == ReachLevel.Always)
                    Claim.Holds(isUnconditional, $"{principal} at {deployment}");
                if (reasons.Cell.Level == ReachLevel.Conditional && deployment.AnyoneRules.IsEmpty)
                    Claim.Holds(!isUnconditional, $"{principal} at {deployment}");
            }
        },
        iter: 100);

    [Fact]
    public void Blocks_AreTheSumsOfTheirCells() => Policies.Sample(
        (dice, policy, at) =>
        {
            var atlas = new ReachAtlas(policy.Principals);
            var rowOf = atlas.Roster.Principals.Select(_ => dice.Below(4) - 1).ToArray();
            var columns = policy.Deployments.Select(d => (Deployment: d, Column: dice.Below(2))).ToArray();
            var grid = new ReachGrid(atlas, at, rowOf, 3, columns, 2);
            for (var row = 0; row < 3; row++)
            {
                for (var column = 0; column < 2; column++)
                {
                    var cells = columns.Where(c => c.Column == column).SelectMany(c => rowOf.Index().Where(r => r.Item == row).Select(r => atlas.Of(c.Deployment, at)[r.Index])).ToArray();
                    var count = grid[row, column];
                    Assert.Equal(cells.Count(c => c.IsReached), count.Reached);
                    Assert.Equal(cells.Count(c => c.Level == ReachLevel.Anyone), count.Anyone);
                    Assert.Equal(cells.Count(c => c.Level == ReachLevel.Conditional), count.Conditional);
                    Assert.Equal((cells.Count(c => c.IsGranted), cells.Count(c => c.IsDenied)), (count.Granted, count.Denied));
                }
            }
        },
        iter: 150);

    [Fact]
    public void Rows_NameExactlyThoseWhoReach() => Policies.Sample(
        (dice, policy, at) =>
        {
            var atlas = new ReachAtlas(policy.Principals);
            var asked = new PrincipalChoice(atlas.Roster, [.. atlas.Roster.Principals.Select(_ => dice.Chance(70))], hasEverybody: true);
            foreach (var deployment in policy.Deployments)
            {
                var rows = new AccessRows(atlas, [deployment], asked, at, isDeclared: false);
                var all = rows.From(0).ToArray();
                Assert.Equal(rows.Total, all.Length);
                Assert.Equal(all.Skip(3).Select(r => (r.Kind, r.Rule, r.Principal)), rows.From(3).Select(r => (r.Kind, r.Rule, r.Principal)));
                var declared = new AccessRows(atlas, [deployment], asked, at, isDeclared: true);
                Assert.Equal(declared.Total, declared.From(0).LongCount());
                Assert.Equal(declared.Total, deployment.Rules.Sum(r => r.IsForAnyone ? 1 : r.Principals.Members.Count(p => asked.Contains(atlas.Roster.NumberOf(p)))));
                if (deployment.Deployment.Isolation != Isolation.All || deployment.Deployment.Mode == Mode.Shadow || deployment.Deployment.Hops.Count == 0)
                    continue;
                var reaching = atlas.Roster.Principals.Where((_, i) => asked.Contains(i) && atlas.Of(deployment, at)[i].IsReached);
                Assert.Equal(reaching.Select(p => p.Name).Order(StringComparer.Ordinal), all.Select(r => r.Principal?.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal));
            }
        },
        iter: 150);

    [Fact]
    public void Time_MovesWhatIsKept() => Policies.Sample(
        (dice, policy, _) =>
        {
            var kept = new ReachAtlas(policy.Principals);
            for (var i = 0; i < 6; i++)
            {
                var at = Now.AddMinutes(-150 + dice.Below(400));
                var anew = new ReachAtlas(policy.Principals);
                foreach (var deployment in policy.Deployments)
                {
                    for (var principal = 0; principal < kept.Roster.Principals.Length; principal++)
                        Assert.Equal(anew.Of(deployment, at)[principal], kept.Of(deployment, at)[principal]);
                }
            }
        },
        iter: 40);

    private static IEnumerable<(Principal, DeploymentPolicy)> Pairs(PolicySet policy) => policy.Principals.All.SelectMany(p => policy.Deployments.Select(d => (p, d)));

    private static void AssertExact(Dice dice, PolicySet policy, DeploymentPolicy deployment, CredentialReach credential, DateTimeOffset at, ReachLevel level)
    {
        for (var i = 0; i < 25; i++)
        {
            var question = AccessOracle.Question(dice, at) with { Time = at };
            var passes = AccessOracle.Passes(policy, credential.Identity, deployment.Environment.Name, deployment.Service.Name, question);
            var claims = credential.Identity.HasToken ? new TokenClaims(question.Claims) : null;
            Claim.Holds(passes == credential.Regions.Any(r => r.Contains(question.Method, question.Path, claims, at)), $"{credential.Identity} at {deployment}: {question.Method} {question.Path}");
            Assert.False(passes && level == ReachLevel.None);
        }
    }

    /// <summary>Looks among requests that the rules speak of, and random ones.</summary>
    private static bool HasWitness(Dice dice, PolicySet policy, DeploymentPolicy deployment, CredentialReach credential, ReachReasons reasons, DateTimeOffset at)
    {
        for (var i = 0; i < 20_000; i++)
        {
            var question = AccessOracle.Question(dice, at) with { Time = at };
            if (reasons.Rules.Length > 0 && dice.Chance(80))
                question = About(dice, question, reasons.Rules[dice.Below(reasons.Rules.Length)].Rule);
            if (AccessOracle.Passes(policy, credential.Identity, deployment.Environment.Name, deployment.Service.Name, question))
                return true;
        }

        return false;
    }

    private static Question About(Dice dice, Question question, DeploymentRule rule)
    {
        var permission = rule.Permissions[dice.Below(rule.Permissions.Count)];
        var template = permission.Paths[dice.Below(permission.Paths.Count)];
        var path = "/" + string.Join('/', template.Segments.Select(s => s ?? dice.One("x", "b", "y")));
        var claims = question.Claims.ToDictionary();
        Set(ClaimNames.Branch, rule.Terms.When.Branches);
        Set(ClaimNames.Source, rule.Terms.When.Sources);
        Set(ClaimNames.QueueKey, rule.Terms.When.Queues);
        Set(ClaimNames.QueueId, rule.Terms.When.Queues);
        Set(ClaimNames.ClusterName, rule.Terms.When.Clusters);
        Set(ClaimNames.ClusterId, rule.Terms.When.Clusters);
        Set(ClaimNames.Step, rule.Terms.When.Steps);
        if (rule.Terms.When.Tags.Count > 0 && (rule.Terms.When.Branches.Count == 0 || dice.Chance(50)))
            Set(ClaimNames.Tag, rule.Terms.When.Tags);
        else if (rule.Terms.When.Branches.Count > 0)
            claims[ClaimNames.Tag] = ClaimValue.Absent;
        return question with { Method = dice.One([.. permission.Methods.Names()]), Path = template.EndsWithRest && dice.Chance(50) ? path.TrimEnd('/') + "/" + dice.One("x", "q/r", "b") : path, Claims = claims };

        void Set(string claim, ValueList<Pattern> patterns)
        {
            if (patterns.Count > 0 && dice.Chance(85))
                claims[claim] = ClaimValue.Of(patterns[dice.Below(patterns.Count)] is var p && p.IsPrefix ? p.Stem + dice.One("x", "", "7") : p.Text);
        }
    }
}
