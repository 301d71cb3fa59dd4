using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>The real OPA with compiled bundles against the evaluator, on random policies and requests.</summary>
public sealed class OpaDifferentialTests
{
    private const int Policies = 60;
    private const int RequestsForEach = 360;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Decision_OnRandomPoliciesAndRequests_EqualsTheEvaluator()
    {
        await using var server = await OpaBundles.StartAsync();
        var seeds = Random.Shared.Next(1_000_000);
        var reasons = new HashSet<string>();
        for (var i = 0; i < Policies; i++)
            reasons.UnionWith(await CompareAsync(server, new Dice(seeds + i), seeds + i));
        Assert.Equal(Enum.GetValues<DecisionReason>().Except([DecisionReason.RateLimited]).Select(r => r.Name()).Order(), reasons.Order());
    }

    private static async Task<IEnumerable<string>> CompareAsync(OpaServer server, Dice dice, int seed)
    {
        var now = dice.Chance(5) ? dice.One(DateTimeOffset.MinValue.AddHours(9), new DateTimeOffset(9999, 12, 31, 3, 4, 5, TimeSpan.Zero)) : Now.AddTicks(dice.Below(100_000_000));
        var document = DecisionGen.Document(dice, now);
        var policy = PolicySet.Of(document);
        var reasons = new HashSet<string>();
        var requests = Enumerable.Range(0, RequestsForEach)
            .Select(_ => DecisionGen.Request(dice, document, IsExtreme(now) ? now : now.AddHours(dice.Below(5) - 2).AddMilliseconds(dice.Below(3) - 1))).ToArray();
        foreach (var environment in PolicyGen.EnvironmentNames)
        {
            await server.PutDataAsync("access/policy", OpaBundles.Data(OpaBundles.Compile(policy, environment)));
            // Another environment's requests are not this bundle's to decide.
            var asked = requests.Where(r => (string?)r["environment"] == environment || (string?)r["environment"] == "nowhere").ToArray();
            var answers = (await server.QueryAsync("harness/decisions", new JsonArray([.. asked.Select(r => r.DeepClone())])))!.AsArray();
            Assert.Equal(asked.Length, answers.Count);
            for (var i = 0; i < asked.Length; i++)
            {
                var expected = OracleAnswer.Of(policy, asked[i]);
                if (!JsonNode.DeepEquals(expected, answers[i]))
                    Assert.Fail($"seed {seed}: {asked[i].ToJsonString()}\nexpected {expected.ToJsonString()}\nopa      {answers[i]!.ToJsonString()}\n{Encoding.UTF8.GetString(PolicyPrinter.ToJson(document))}");
                reasons.Add((string)expected["reason"]!);
            }
        }

        return reasons;
    }

    private static bool IsExtreme(DateTimeOffset time) => time.Year is 1 or 9999;
}
