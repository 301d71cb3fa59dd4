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
        var survivors = new List<string>();
        foreach (var mutant in Mutants[target])
        {
            var noticed = await NoticeAsync(rig, mutant, seed);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target,-8} {mutant,-55} {(noticed is { } n ? $"noticed at policy {n.Policies}, request {n.Requests}" : "SURVIVED")}"));
            if (noticed is null)
                survivors.Add(mutant.Name);
        }

        Assert.True(survivors.Count == 0, $"seed {seed}: the rig of {target} does not notice: {string.Join("; ", survivors)}");
    }

    [Fact]
    public void Mistakes_AreEnough() =>
        Assert.True(Mutants.All(m => m.Value.Count >= 5) && Mutants.Values.Sum(m => m.Count) >= 30 && Mutants.Keys.SequenceEqual(EngineRigs.All.Keys));

    /// <summary>How many policies and requests it took to see the mistake, which without it are decided alike; null where it was never seen.</summary>
    private static async Task<(int Policies, int Requests)?> NoticeAsync(IEngineRig rig, Mutant mutant, int seed)
    {
        var requests = 0;
        for (var number = 0; number < MaxPolicies; number++)
        {
            var dice = new Dice(unchecked(seed + number));
            var scene = rig.MakeScene(dice);
            var files = rig.Compile(scene);
            if (!mutant.Changes(files))
                continue;
            var asked = EquivalenceRun.Requests(rig, dice, scene);
            var findings = await rig.DecideAsync(scene, mutant.Alter(files), asked);
            if (EquivalenceRun.FirstOf(scene, asked, findings) is { } found)
            {
                var without = await EquivalenceRun.DecideAsync(rig, scene, found.Request);
                Assert.True(without.Agreement != Agreement.Disagreement, $"{mutant} aside, seed {seed + number}: {without.Said}");
                return (number + 1, requests + asked.IndexOf(found.Request) + 1);
            }

            requests += asked.Length;
        }

        return null;
    }
}
