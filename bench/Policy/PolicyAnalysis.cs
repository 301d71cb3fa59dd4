using System.Diagnostics;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>What exact answers cost at the size that the console is designed for: access diffs, the audit of all grants, lint of one grant, questions of reach.</summary>
internal static class PolicyAnalysis
{
    private const int Rounds = 21;
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    public static int Run(int grants)
    {
        var policy = PolicySet.Of(BigPolicy.Document(grants));
        Console.WriteLine($"{grants} grants, {BigPolicy.Pipelines} pipelines, {policy.Deployments.Count()} deployments; median (worst) ms of {Rounds}");
        Diffs(policy, grants);
        Audits(policy, grants);
        Reach(policy);
        return 0;
    }

    private static void Diffs(PolicySet policy, int grants)
    {
        Report("access diff, one grant differs", Rounds, round => (policy, policy.Apply(Changed(grants, round, 1))), pair => AccessDiff.Between(pair.policy, pair.Item2, Now).Changes.Length);
        Report("access diff, 1 % of grants differ", 5, round => (policy, policy.Apply(Changed(grants, round, grants / 100))), pair => AccessDiff.Between(pair.policy, pair.Item2, Now).Sentences.Length);
        var other = PolicySet.Of(BigPolicy.Document(grants)).Apply(Changed(grants, 3, 1));
        Report("access diff, one grant, revisions loaded apart", 3, _ => 0, _ => AccessDiff.Between(policy, policy.Apply(PolicyDiffPatch.Between(policy.Objects, other.ToDocument(), Guid.CreateVersion7)), Now).Changes.Length);
        Report("same meaning, one grant differs", Rounds, round => policy.Apply(Changed(grants, round, 1)), other => PolicyMeaning.Compare(policy, other, Now).IsSame ? 1 : 0);
    }

    private static void Audits(PolicySet policy, int grants)
    {
        var atlas = new GrantAtlas();
        Report("audit of all grants, first", 1, _ => 0, _ => atlas.Of(policy, Now).Redundant.Count);
        Report("audit of all grants, after one changed", Rounds, round => policy.Apply(Changed(grants, round, 1)), next => atlas.Of(next, Now).Redundant.Count);
        Report("lint of one changed grant", Rounds, round => Changed(grants, round, 1), patch => GrantLint.Check(policy, policy.Apply(patch), patch, Now).Length);
        Report("one grant inspected, with its witness", Rounds, round => policy.Grants[$"grant-{round * 37}"], grant => (int)new GrantInspector(policy, Now).Inspect(grant).Status);
    }

    private static void Reach(PolicySet policy)
    {
        var one = new ReachQuestion { Principals = new PrincipalSelector { Pipelines = new Selector.Names([BigPolicy.PipelineName(7)]) }, Services = Selector.Everything };
        Report("reach, one pipeline × 5,000 deployments", Rounds, _ => one, question => (int)new ReachSolver(policy, Now).Answer(question).Reaching);
        var team = one with { Principals = new PrincipalSelector { Pipelines = new Selector.Labels(new ValueMap([new("team", "team-1")])) } };
        Report("reach, 50 pipelines × 5,000 deployments", 3, _ => team, question => (int)new ReachSolver(policy, Now).Answer(question).Reaching);
    }

    private static PolicyPatch Changed(int grants, int round, int count) => new()
    {
        Upserts = Enumerable.Range(0, count).Select(i => BigPolicy.Grant(((i * (grants / count)) + (round * 31)) % grants))
            .DistinctBy(g => g.Name).Select(g => (PolicyObject)(g with { When = new Conditions { Branches = [Pattern.Parse($"round-{round}")] } })).ToValueList(),
    };

    private static void Report<T>(string what, int rounds, Func<int, T> prepare, Func<T, int> act)
    {
        var times = new List<double>();
        var result = 0;
        for (var round = 0; round < rounds; round++)
        {
            var input = prepare(round);
            var watch = Stopwatch.StartNew();
            result = act(input);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"{what,-48} {times[times.Count / 2],9:F1} ({times[^1]:F1})   → {result}");
    }
}
