using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Consul;
using AccessConsole.Tests.Engines.Envoy;
using AccessConsole.Tests.Engines.Istio;
using AccessConsole.Tests.Engines.Linkerd;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>Every mistake that is put into what the compilers emit makes the rig report a disagreement: what a test would not notice, it does not test.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int MaxPolicies = 600;

    private static readonly IReadOnlyDictionary<Target, IReadOnlyList<Mutant>> Mutants = new SortedDictionary<Target, IReadOnlyList<Mutant>>
    {
        [Target.Nginx] = NginxMutants.All,
        [Target.Opa] = OpaMutants.All,
        [Target.Envoy] = EnvoyMutants.All,
        [Target.Istio] = IstioMutants.All,
        [Target.Linkerd] = LinkerdMutants.All,
        [Target.Consul] = ConsulMutants.All,
    };

    public static TheoryData<Target> Targets => [.. EngineRigs.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Mistakes_OfTheTarget_AreAllNoticed(Target target)
    {
        await using var rig = EngineRigs.All[target]();
        var seed = Dice.Seed;
        var noticed = await NoticeAsync(rig, Mutants[target], seed);
        foreach (var mutant in Mutants[target])
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target,-8} {mutant,-55} {(noticed.TryGetValue(mutant, out var n) ? $"noticed at policy {n.Policies}, request {n.Requests}" : "SURVIVED")}"));
        var survivors = Mutants[target].Where(mutant => !noticed.ContainsKey(mutant)).Select(mutant => mutant.Name).ToArray();

        Assert.True(survivors.Length == 0, $"seed {seed}: the rig of {target} does not notice: {string.Join("; ", survivors)}");
    }

    [Fact]
    public void Mistakes_AreEnough() =>
        Assert.True(Mutants.All(m => m.Value.Count >= 5) && Mutants.Values.Sum(m => m.Count) >= 30 && Mutants.Keys.SequenceEqual(EngineRigs.All.Keys));

    /// <summary>
    /// How many policies and requests it took to see each mistake, which without it are decided alike; nothing of those that were never seen. A policy, what is
    /// compiled of it and its requests are made once for all mistakes.
    /// </summary>
    private static async Task<IReadOnlyDictionary<Mutant, (int Policies, int Requests)>> NoticeAsync(IEngineRig rig, IReadOnlyList<Mutant> mutants, int seed)
    {
        var noticed = new Dictionary<Mutant, (int Policies, int Requests)>();
        var requests = mutants.ToDictionary(mutant => mutant, _ => 0);
        for (var number = 0; number < MaxPolicies && noticed.Count < mutants.Count; number++)
        {
            var dice = new Dice(unchecked(seed + number));
            var scene = rig.MakeScene(dice);
            var files = rig.Compile(scene);
            var changing = mutants.Where(mutant => !noticed.ContainsKey(mutant) && mutant.Changes(files)).ToArray();
            if (changing.Length == 0)
                continue;
            var asked = EquivalenceRun.Requests(rig, dice, scene);
            foreach (var mutant in changing)
            {
                if (EquivalenceRun.FirstOf(scene, asked, await rig.DecideAsync(scene, mutant.Alter(files), asked)) is { } found)
                {
                    var without = await EquivalenceRun.DecideAsync(rig, scene, found.Request);
                    Assert.True(without.Agreement != Agreement.Disagreement, $"{mutant} aside, seed {seed + number}: {without.Said}");
                    noticed[mutant] = (number + 1, requests[mutant] + asked.IndexOf(found.Request) + 1);
                }

                requests[mutant] += asked.Length;
            }
        }

        return noticed;
    }
}
