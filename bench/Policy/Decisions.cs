using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Bench.Policy;

/// <summary>Decisions a second on one core, requests parsed, nothing explained: over 10,000 hot requests and uniformly at random.</summary>
internal static class Decisions
{
    private const int Hot = 10_000;
    private const int Uniform = 500_000;

    /// <summary>Of each size, one after another: others on the machine use the same cache, more at one moment and less at the next.</summary>
    private const int Readings = 5;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static int Run(int[] sizes)
    {
        Console.WriteLine("grants     hot M/s   random M/s   bytes/decision");
        foreach (var grants in sizes is [] ? [1_000, 10_000, 100_000] : sizes)
        {
            var policy = PolicySet.Of(BigPolicy.Document(grants));
            var requests = Requests(grants, Uniform);
            var hot = requests[..Hot];
            // As the console does once it has loaded its policy.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Measure(policy, hot, 20);
            Measure(policy, requests, 1);
            for (var reading = 0; reading < Readings; reading++)
            {
                var (hotRate, hotBytes) = Measure(policy, hot, 200);
                var (randomRate, randomBytes) = Measure(policy, requests, 4);
                Console.WriteLine($"{grants,7}   {hotRate / 1e6,7:F2}   {randomRate / 1e6,10:F2}   {Math.Max(hotBytes, randomBytes),14:F2}");
            }
        }

        return 0;
    }

    private static AccessRequest[] Requests(int grants, int count)
    {
        // The same requests in every run; they are load, not secrets.
#pragma warning disable CA5394
        var random = new Random(42);
        var callers = Enumerable.Range(0, BigPolicy.Pipelines).Select(Caller).ToArray();
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var grant = random.Next(grants);
            return new AccessRequest(
                callers[BigPolicy.PipelineOf(grant)], grant / BigPolicy.Services % 2 == 0 ? "staging" : "production", BigPolicy.ServiceName(BigPolicy.ServiceOf(grant)),
                random.Next(2) == 0 ? "GET" : "POST", random.Next(4) == 0 ? "/other/42" : "/v1/items/42/parts", Now);
        })];
#pragma warning restore CA5394
    }

    private static Caller Caller(int pipeline) => new(TokenEvidence.Verified("buildkite", new TokenClaims(new Dictionary<string, ClaimValue>
    {
        [ClaimNames.OrganizationId] = ClaimValue.Of(BigPolicy.Organization.ToString()),
        [ClaimNames.PipelineId] = ClaimValue.Of(BigPolicy.PipelineId(pipeline).ToString()),
        [ClaimNames.Branch] = ClaimValue.Of("release/7"),
    })));

    private static (double Rate, double Bytes) Measure(PolicySet policy, AccessRequest[] requests, int rounds)
    {
        var allowed = 0L;
        var before = GC.GetAllocatedBytesForCurrentThread();
        // Processor time, not time on the wall: the machine is shared.
        var start = Environment.CpuUsage.TotalTime;
        for (var round = 0; round < rounds; round++)
        {
            foreach (ref readonly var request in requests.AsSpan())
                allowed += Evaluator.Decide(policy, request).Reason == DecisionReason.Granted ? 1 : 0;
        }

        var seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        var total = (double)rounds * requests.Length;
        if (allowed == 0 || allowed == total)
            throw new InvalidOperationException("the requests do not exercise both answers");
        return (total / seconds, (GC.GetAllocatedBytesForCurrentThread() - before) / total);
    }
}
