using AccessConsole.Tests.Engines.Equivalence;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>
/// Compiled entries, read by the interpreter, against the evaluator on random policies and hostile requests. A difference is allowed where
/// the hop's coverage names it, in the direction that it names, and only to such requests as it speaks of.
/// </summary>
public sealed class ConsulDifferentialTests
{
    [Fact]
    public async Task Consul_OnPoliciesThatItCanSay_DecidesAsTheEvaluator()
    {
        await using var rig = new ConsulEngineRig(isPlain: true);
        var tally = await EquivalenceRun.AssertEqualAsync(rig, 20_001, tally => tally.Names("path_normalized"));
        Assert.True(tally.Allowed > tally.Compared / 60, tally.ToString());
        Assert.True(rig.OnExactHops > tally.Compared / 3, tally.ToString());
    }

    [Fact]
    public async Task Consul_OnAnyPolicies_DiffersAsItsCoverageSays()
    {
        await using var rig = new ConsulEngineRig(isPlain: false);
        var tally = await EquivalenceRun.AssertEqualAsync(rig, 12_001, tally => tally.Names("deny_unsubtracted", "gateway_only", "prefix_inexpressible", "services_unlisted"));
        Assert.True(tally.Allowed > tally.Compared / 60, tally.ToString());
    }
}
