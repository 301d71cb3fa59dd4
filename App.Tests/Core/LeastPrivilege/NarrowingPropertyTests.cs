using AccessConsole.Core.Analysis;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.LeastPrivilege;

public sealed class NarrowingPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Paths = ["/", "/a", "/a/", "/a/b", "/a/x/b", "/a/b/c", "/admin/x", "/x", "/x/b", "/a.b", "/svc.Name/Call"];

    [Fact]
    public void Narrowed_OnRandomPolicies_OpensNothingAndAllowsEachCallOfTheWindow() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(PolicyGen.Document(dice, Now));
            SeenCall[] calls = [.. Enumerable.Range(0, 60).Select(_ => Call(dice, before)).OfType<SeenCall>()];
            var plan = NarrowingPlan.Of(before, Wanted(before, calls));
            var after = before.Apply(plan.Patch);

            Assert.Empty(AccessDiff.Between(before, after, Now).Changes.Where(c => c.Direction == AccessDirection.Gained));
            Assert.All(calls.Where(call => call.InWindow > 0), call => Claim.Holds(Allows(after, call), $"{call} is denied by {plan}"));
            Assert.All(plan.Grants.Where(grant => grant.Ends), grant => Assert.DoesNotContain(calls, call => call.Grant == grant.Grant && call.InWindow > 0));
            var replay = LogReplay.Of(before, after, calls);
            Assert.Equal(calls.Where(call => !Allows(after, call)).Sum(call => call.Count), replay.Denied);
            Assert.Equal((calls.Sum(call => call.Count), 0L), (replay.Calls, replay.NotToday));
        },
        iter: 300);

    [Fact]
    public void Narrowed_OverManyPolicies_TakesAwayOfEveryKind()
    {
        var (ended, methods, paths, permissions, refs, own) = (0, 0, 0, 0, 0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var dice = new Dice(seed);
            var before = PolicySet.Of(PolicyGen.Document(dice, Now));
            var plan = NarrowingPlan.Of(before, Wanted(before, [.. Enumerable.Range(0, 60).Select(_ => Call(dice, before)).OfType<SeenCall>()]));
            ended += plan.Grants.Count(g => g.Ends);
            methods += plan.Grants.Count(g => g.Methods.Length > 0);
            paths += plan.Grants.Count(g => g.Paths.Length > 0);
            permissions += plan.Grants.Count(g => g.Permissions.Length > 0);
            refs += plan.Grants.Count(g => g.Refs is not null);
            own += plan.Patch.Upserts.OfType<Role>().Count(role => !before.Roles.ContainsKey(role.Name));
        }

        Assert.All(new[] { ended, methods, paths, permissions, refs, own }, count => Assert.True(count > 5, $"{(ended, methods, paths, permissions, refs, own)}"));
    }

    private static GrantToNarrow[] Wanted(PolicySet policy, SeenCall[] calls) =>
    [
        .. policy.Grants.Values.Select(grant => new GrantToNarrow(grant, Evidence(grant, calls), [.. calls.Where(call => call.Grant == grant.Name)], AreCallsWhole: true)),
    ];

    private static GrantEvidence Evidence(Grant grant, SeenCall[] calls) =>
        new(calls.Any(call => call.Grant == grant.Name && call.InWindow > 0) ? new TotalUse(1, Now) : null, [], 1, 30, [], ChangedWithin: false, 0);

    /// <summary>A call that a written grant allows; null where the dice make none.</summary>
    private static SeenCall? Call(Dice dice, PolicySet policy)
    {
        var call = new SeenCall
        {
            Grant = "",
            Principal = dice.Chance(10) ? null : dice.Chance(70) ? $"pipeline/{dice.One(PolicyGen.PipelineNames)}" : $"workload/{dice.One(PolicyGen.WorkloadNames)}",
            Environment = dice.One(PolicyGen.EnvironmentNames),
            Service = dice.One(PolicyGen.ServiceNames),
            Method = dice.One("GET", "GET", "POST", "PUT", "DELETE", "OPTIONS"),
            Path = dice.One(Paths),
            Branch = dice.One("main", "main", "release/1", "feature/x", null),
            Tag = dice.Chance(20) ? dice.One("v1.0", "v2", "main") : null,
            Source = dice.One("webhook", "schedule"),
            Queue = dice.One("prod", PolicyGen.QueueId.ToString()),
            Step = dice.One("migrate", null),
            InWindow = dice.Below(3),
            Count = 4,
            First = Now.AddDays(-1),
            Last = Now,
        };
        var verdict = Evaluator.Decide(policy, RequestReader.ToAccessRequest(policy, call.ToRequest(), Now));
        return verdict is { Reason: DecisionReason.Granted, Grant: { } grant } && !grant.Name.Contains('/') ? call with { Grant = grant.Name } : null;
    }

    private static bool Allows(PolicySet policy, SeenCall call) => Evaluator.Decide(policy, RequestReader.ToAccessRequest(policy, call.ToRequest(), Now)).Effect == Effect.Allow;
}
