using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>1,000 tests of a policy, with the explanation of each answer, as every check and publish runs them.</summary>
internal static class EmbeddedTestRuns
{
    private const int Tests = 1_000;
    private const int Rounds = 20;
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        Console.WriteLine("grants     median ms   worst ms   allowed of 1,000");
        foreach (var grants in (int[])[1_000, 10_000, 100_000])
        {
            var policy = PolicySet.Of(BigPolicy.Document(grants));
            var tests = Enumerable.Range(0, Tests).Select(i => Test(i, grants)).ToArray();
            var allowed = EmbeddedTests.Run(policy, tests, Now).Count(r => r.Decision.IsAllowed);
            if (allowed is 0 or Tests)
                throw new InvalidOperationException("the tests do not exercise both answers");
            // Processor time, not time on the wall: the machine is shared.
            var costs = Enumerable.Range(0, Rounds).Select(_ => Cost(policy, tests)).Order().ToArray();
            Console.WriteLine($"{grants,7}   {costs[Rounds / 2],9:F1}   {costs[^1],8:F1}   {allowed,16}");
        }

        return 0;
    }

    /// <summary>Half of them ask for what their grant gives, half from a branch or for a path that it does not.</summary>
    private static PolicyTest Test(int index, int grants)
    {
        var grant = (int)((long)index * grants / Tests);
        return new PolicyTest
        {
            Name = $"test-{index}",
            Given = new DecisionRequest
            {
                Pipeline = BigPolicy.PipelineName(BigPolicy.PipelineOf(grant)),
                Branch = index % 4 == 1 ? "feature/x" : "main",
                Environment = grant / BigPolicy.Services % 2 == 0 ? "staging" : "production",
                Service = BigPolicy.ServiceName(BigPolicy.ServiceOf(grant)),
                Method = "GET",
                Path = index % 4 == 3 ? "/other/42" : "/v1/items/42/parts",
            },
            Expect = Effect.Allow,
        };
    }

    private static double Cost(PolicySet policy, PolicyTest[] tests)
    {
        var start = Environment.CpuUsage.TotalTime;
        EmbeddedTests.Run(policy, tests, Now);
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }
}
