using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Random policies on a real nginx: whatever it answers to whatever request, the evaluator says the same, and why.</summary>
public class NginxDifferentialTests
{
    private readonly NginxProgram program;

    public NginxDifferentialTests() : this(NginxProgram.Own)
    {
    }

    protected NginxDifferentialTests(NginxProgram program) => this.program = program;

    [Fact]
    public async Task Nginx_OnRandomPoliciesAndHostileRequests_DecidesAsTheEvaluator()
    {
        await using var rig = new NginxEngineRig(program);
        var tally = await EquivalenceRun.AssertEqualAsync(rig, 20_001, tally => tally.Reasons.Count >= 11);
        Assert.Empty(tally.Named);
        Assert.True(tally.OwnAnswers.Values.Sum() < tally.Compared / 10, tally.ToString());
    }
}
