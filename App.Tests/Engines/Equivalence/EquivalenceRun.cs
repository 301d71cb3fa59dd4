using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>Random policies and requests through one engine and the evaluator, until so many are compared or one is decided differently.</summary>
internal sealed class EquivalenceRun(IEngineRig rig, int seed)
{
    public EquivalenceTally Tally { get; } = new();

    /// <summary>As a test: a disagreement fails with the smallest policy and request that still show it.</summary>
    public static async Task<EquivalenceTally> AssertEqualAsync(IEngineRig rig, int requests)
    {
        var seed = Random.Shared.Next(1_000_000_000);
        var run = new EquivalenceRun(rig, seed);
        if (await run.FindAsync(requests) is { } found)
            Assert.Fail($"{rig.Target} disagrees, seed {seed}\n{await Shrinker.ShrinkAsync(rig, found)}");
        TestContext.Current.SendDiagnosticMessage($"{rig.Target}, seed {seed}: {run.Tally}");
        return run.Tally;
    }

    /// <summary>The first disagreement, or null once so many requests are compared.</summary>
    public async Task<Counterexample?> FindAsync(int requests, Action<EquivalenceTally>? progress = null)
    {
        for (var number = 0; Tally.Compared < requests; number++)
        {
            var dice = new Dice(unchecked(seed + number));
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
