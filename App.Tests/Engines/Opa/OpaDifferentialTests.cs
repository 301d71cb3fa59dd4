using AccessConsole.Core.Evaluation;
using AccessConsole.Tests.Engines.Equivalence;
using Xunit;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>The real OPA with compiled bundles against the evaluator, on random policies and requests.</summary>
public sealed class OpaDifferentialTests
{
    [Fact]
    public async Task Decision_OnRandomPoliciesAndRequests_EqualsTheEvaluator()
    {
        await using var rig = new OpaEngineRig();
        var tally = await EquivalenceRun.AssertEqualAsync(rig, 20_001, tally => Reasons.SequenceEqual(tally.Reasons.Keys));
        Assert.Empty(tally.Named);
        Assert.Empty(tally.OwnAnswers);
    }

    private static IEnumerable<string> Reasons => Enum.GetValues<DecisionReason>().Except([DecisionReason.RateLimited]).Select(r => r.Name()).Order(StringComparer.Ordinal);
}
