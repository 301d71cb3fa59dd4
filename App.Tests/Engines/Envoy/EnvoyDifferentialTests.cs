using AccessConsole.Tests.Engines.Equivalence;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Compiled bundles on an interpreter of Envoy's configuration against the evaluator, on random policies and hostile requests.</summary>
public sealed class EnvoyDifferentialTests
{
    [Fact]
    public async Task EmittedConfiguration_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluator()
    {
        await using var rig = new EnvoyEngineRig();
        var tally = await EquivalenceRun.AssertEqualAsync(rig, 20_001, tally => tally.Reasons.Count >= 10);
        Assert.Empty(tally.Named);
        Assert.True(tally.OwnAnswers.Values.Sum() < tally.Compared / 10, tally.ToString());
    }
}
