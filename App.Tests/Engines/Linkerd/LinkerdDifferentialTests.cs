using AccessConsole.Tests.Engines.Equivalence;
using Xunit;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>
/// Compiled objects, read by the interpreter, against the evaluator on random policies and hostile requests. A difference is allowed where the
/// hop's coverage names it, in the direction that it names, and of the grant that it names.
/// </summary>
public sealed class LinkerdDifferentialTests
{
    [Fact]
    public async Task Linkerd_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluatorButForWhatItsCoverageNames()
    {
        await using var rig = new LinkerdEngineRig();
        var tally = await EquivalenceRun.AssertEqualAsync(
            rig, 24_001, tally => tally.Names("behind_gateway", "conditions_unseen", "deny_on_open_path", "direct_calls_refused", "no_certificate", "tokens_unread", "ungoverned_unseen"));
        Assert.True(tally.Allowed > tally.Compared / 20, tally.ToString());
        Assert.True(rig is { Audited: > 100, OnExactHops: > 1_000 }, tally.ToString());
    }
}
