using AccessConsole.Core.Compilation;
using AccessConsole.Tests.Engines.Equivalence;
using Xunit;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>
/// Compiled objects, read by the interpreter, against the evaluator on random policies and hostile requests. A difference is allowed where the
/// hop's coverage names it, and only to such requests as it speaks of: where it says narrower Istio allows nothing that the evaluator denies,
/// where it says wider it denies nothing that the evaluator allows.
/// </summary>
public sealed class IstioDifferentialTests
{
    [Fact]
    public async Task Istio_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluatorButForWhatItsCoverageNames()
    {
        await using var rig = new IstioEngineRig();
        var tally = await EquivalenceRun.AssertEqualAsync(rig, 26_001, tally => rig.DryRuns > 0 && tally.Names("path_normalized") && ShowsBothLosses(tally));
        Assert.True(tally.Allowed > tally.Compared / 20, tally.ToString());
        // What is not exact is the exception.
        Assert.True(tally.Named.Values.Sum() < tally.Compared / 10, tally.ToString());
    }

    private static bool ShowsBothLosses(EquivalenceTally tally) =>
        ((Coverage[])[Coverage.Narrower, Coverage.Wider]).All(direction => tally.Named.Keys.Any(code => code.StartsWith($"{direction}:", StringComparison.Ordinal)));
}
