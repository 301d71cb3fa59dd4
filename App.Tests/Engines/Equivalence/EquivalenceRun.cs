using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>Random policies and requests through one engine and the evaluator, until so many are compared or one is decided differently.</summary>
internal sealed class EquivalenceRun(IEngineRig rig, int seed)
{
    /// <summary>How many times as many requests are made at most until what is rare has shown.</summary>
    private const int MostTimes = 6;

    private int made;

    public EquivalenceTally Tally { get; } = new();

    /// <summary>As a test: a disagreement fails with the smallest policy and request that still show it.</summary>
    /// <param name="hasShown">Whether all has shown that the test is to see; what is rare gets more requests until it has.</param>
    public static async Task<EquivalenceTally> AssertEqualAsync(IEngineRig rig, int requests, Func<EquivalenceTally, bool> hasShown)
    {
        var seed = Dice.Seed;
        var run = new EquivalenceRun(rig, seed);
        for (var times = 1; times <= MostTimes && (times == 1 || !hasShown(run.Tally)); times++)
        {
            if (await run.FindAsync(times * requests) is { } found)
                Assert.Fail($"{rig.Target} disagrees, seed {seed}\n{await Shrinker.ShrinkAsync(rig, found)}\nfound as: {found.Finding.Said}\nrequest: {found.Request}");
        }

        Assert.True(hasShown(run.Tally), $"{rig.Target}, seed {seed}: {run.Tally}");
        TestContext.Current.SendDiagnosticMessage($"{rig.Target}, seed {seed}: {run.Tally}");
        return run.Tally;
    }

    /// <summary>The first disagreement, or null once so many requests are compared, those of earlier calls included.</summary>
    public async Task<Counterexample?> FindAsync(int requests, Action<EquivalenceTally>? progress = null)
    {
        while (Tally.Compared < requests)
        {
            var dice = new Dice(unchecked(seed + made++));
            var scene = rig.MakeScene(dice);
            var asked = Requests(rig, dice, scene);
            var findings = await rig.DecideAsync(scene, rig.Compile(scene), asked);
            Tally.Add(findings);
            if (FirstOf(scene, asked, findings) is { } found)
                return found;
            progress?.Invoke(Tally);
        }

        return null;
    }

    /// <summary>Random requests to the bundle of a policy.</summary>
    public static ImmutableArray<EngineRequest> Requests(IEngineRig rig, Dice dice, Scene scene) => [.. Enumerable.Range(0, rig.RequestsPerScene).Select(_ => rig.MakeRequest(dice, scene))];

    public static Counterexample? FirstOf(Scene scene, IReadOnlyList<EngineRequest> asked, IReadOnlyList<Finding> findings)
    {
        Assert.Equal(asked.Count, findings.Count);
        var at = findings.Index().FirstOrDefault(f => f.Item.Agreement == Agreement.Disagreement);
        return at.Item is null ? null : new Counterexample(scene, asked[at.Index], at.Item);
    }

    /// <summary>How one request is decided, by what is compiled or by that with a fault in it.</summary>
    public static async Task<Finding> DecideAsync(IEngineRig rig, Scene scene, EngineRequest request, Func<ImmutableArray<BundleFile>, ImmutableArray<BundleFile>>? alter = null)
    {
        var files = rig.Compile(scene);
        return (await rig.DecideAsync(scene, alter is null ? files : alter(files), [request])).Single();
    }
}
