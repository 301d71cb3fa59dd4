using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Validation;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>
/// Makes a counterexample small: leaves out of its policy and its request whatever they still differ without, until nothing more can be left
/// out. Every step is a policy as valid as the one before.
/// </summary>
internal static class Shrinker
{
    /// <summary>So many tries and no more: a real engine takes up a policy for each.</summary>
    private const int MaxTries = 4_000;

    private static readonly ImmutableArray<Target> Engines = [.. Enum.GetValues<Target>()];

    public static Task<Counterexample> ShrinkAsync(IEngineRig rig, Counterexample found, Func<ImmutableArray<BundleFile>, ImmutableArray<BundleFile>>? alter = null) =>
        ShrinkAsync(found, (scene, request) => EquivalenceRun.DecideAsync(rig, scene, request, alter));

    public static async Task<Counterexample> ShrinkAsync(Counterexample found, Func<Scene, EngineRequest, Task<Finding>> decide)
    {
        var accepted = Errors(found.Scene);
        var tries = 0;
        for (var smallest = found; ;)
        {
            var before = smallest;
            foreach (var smaller in (Func<Counterexample, IEnumerable<Counterexample>>[])[Policies, Requests])
                smallest = await WhileSmallerAsync(smallest, smaller);
            if (ReferenceEquals(before, smallest) || tries >= MaxTries)
                return smallest;
        }

        // A step found, the search goes on where it stood; what it passed by is looked at again by the next round.
        async Task<Counterexample> WhileSmallerAsync(Counterexample example, Func<Counterexample, IEnumerable<Counterexample>> smaller)
        {
            for (var passed = 0; ;)
            {
                var (next, tried) = await FirstAsync(smaller(example).Skip(passed));
                if (next is null)
                    return example;
                (example, passed) = (next, passed + tried - 1);
            }
        }

        async Task<(Counterexample? Next, int Tried)> FirstAsync(IEnumerable<Counterexample> candidates)
        {
            var tried = 0;
            foreach (var candidate in candidates)
            {
                tried++;
                if (!HasPlace(candidate) || !Errors(candidate.Scene).IsSubsetOf(accepted))
                    continue;
                if (tries++ >= MaxTries)
                    break;
                var finding = await decide(candidate.Scene, candidate.Request);
                if (finding.Agreement == Agreement.Disagreement)
                    return (candidate with { Finding = finding }, tried);
            }

            return (null, tried);
        }
    }

    private static IEnumerable<Counterexample> Policies(Counterexample example) =>
        SmallerPolicies.Of(example.Scene.Document).Select(document => example with { Scene = example.Scene with { Document = document } });

    private static IEnumerable<Counterexample> Requests(Counterexample example) =>
        SmallerRequests.Of(example.Request).Select(request => example with { Request = request });

    /// <summary>Whether the bundle still has a deployment: an engine without any is another case.</summary>
    private static bool HasPlace(Counterexample example) =>
        example.Scene.Document.Services.Any(s => s.In(example.Scene.Environment) is not null && (example.Scene.Slice is null || s.Name == example.Scene.Slice));

    private static ImmutableHashSet<string> Errors(Scene scene) =>
        [.. PolicyValidator.Validate(scene.Document, new ValidationOptions(Engines, IsDevelopment: true, scene.Now)).Where(d => d.Severity == Severity.Error).Select(d => d.Code)];
}
