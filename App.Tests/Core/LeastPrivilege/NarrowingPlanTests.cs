using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Xunit;

namespace AccessConsole.Tests.Core.LeastPrivilege;

public sealed class NarrowingPlanTests
{
    private const string Reads = "deploy-reads-staging";

    private static readonly Role Wide = new()
    {
        Name = "reader",
        Permissions = [new Permission { Services = new Selector.Names(["payments"]), Methods = MethodSet.Of(["GET", "POST"]), Paths = [PathTemplate.Parse("/status/**"), PathTemplate.Parse("/old")] }],
    };

    [Fact]
    public void UnusedGrant_Ends()
    {
        var plan = NarrowingPlan.Of(SeenPolicy.Policy, [Wanted(Reads, used: false)]);
        Assert.True(Assert.Single(plan.Grants).Ends);
        Assert.Equal([new PolicyReference(PolicyKind.Grant, Reads)], plan.Patch.Deletes);
    }

    [Fact]
    public void UsedGrant_KeepsWhatWasSeenInARoleOfItsOwn()
    {
        var policy = SeenPolicy.Policy.Apply(new PolicyPatch { Upserts = [Wide, SeenPolicy.Policy.Grants[Reads] with { When = new Conditions { Branches = [Pattern.Parse("main"), Pattern.Parse("release/*")] } }] });
        var plan = NarrowingPlan.Of(policy, [Wanted(Reads, calls: [SeenPolicy.Call("/status/x", branch: "release/2", grant: Reads, count: 40)], grant: policy.Grants[Reads])]);

        var narrowing = Assert.Single(plan.Grants);
        Assert.Equal(("POST /status/**", "/old", 40), (Assert.Single(narrowing.Methods), Assert.Single(narrowing.Paths), narrowing.Kept));
        var role = Assert.Single(plan.Patch.Upserts.OfType<Role>());
        Assert.Equal("deploy-reads-staging-used", role.Name);
        Assert.Equal("GET /status/**", $"{role.Permissions[0].Methods} {role.Permissions[0].Paths[0]}");
        var grant = Assert.Single(plan.Patch.Upserts.OfType<Grant>());
        Assert.Equal((role.Name, "release/2"), (grant.Role, Assert.Single(grant.When.Branches).Text));
    }

    [Fact]
    public void RoleOfOneGrantAlone_IsNarrowedInPlace()
    {
        var policy = SeenPolicy.Policy.Apply(new PolicyPatch { Upserts = [Wide], Deletes = [new PolicyReference(PolicyKind.Grant, "deploy-reads-production")] });
        var plan = NarrowingPlan.Of(policy, [Wanted(Reads, calls: [SeenPolicy.Call("/status/x", grant: Reads)], grant: policy.Grants[Reads])]);
        Assert.Equal("reader", Assert.IsType<Role>(Assert.Single(plan.Patch.Upserts)).Name);
    }

    [Theory]
    [InlineData("changed", "was changed within the window")]
    [InlineData("silent", "not everything that enforces it sent its decisions")]
    [InlineData("late", "from the window's beginning on")]
    [InlineData("parts", "single decisions are not kept")]
    [InlineData("deny", "would open access")]
    public void Grant_OfWhichTooLittleIsKnown_StaysAsItIs(string what, string why)
    {
        var wanted = Wanted(Reads, calls: [SeenPolicy.Call("/status/x", grant: Reads)]);
        wanted = what switch
        {
            "changed" => wanted with { Evidence = wanted.Evidence with { ChangedWithin = true } },
            "silent" => wanted with { Evidence = wanted.Evidence with { Silent = [new SilentHop("staging", "payments", Target.Nginx)] } },
            "late" => wanted with { Evidence = wanted.Evidence with { Late = [new SilentHop("staging", "payments", Target.Nginx)] } },
            "parts" => wanted with { AreCallsWhole = false },
            _ => wanted with { Grant = wanted.Grant with { Effect = Effect.Deny } },
        };
        var plan = NarrowingPlan.Of(SeenPolicy.Policy, [wanted]);
        Assert.True(plan.Patch.IsEmpty);
        Assert.Contains(why, Assert.Single(plan.Grants).Objection, StringComparison.Ordinal);
    }

    [Fact]
    public void BranchesOfMoreThanAListShouldHold_StayAPattern()
    {
        var policy = SeenPolicy.Policy.Apply(new PolicyPatch { Upserts = [SeenPolicy.Policy.Grants[Reads] with { When = new Conditions { Branches = [Pattern.Parse("release/*"), Pattern.Parse("main")] } }] });
        SeenCall[] calls = [.. Enumerable.Range(0, 11).Select(i => SeenPolicy.Call("/status/x", branch: $"release/{i}", grant: Reads))];
        var refs = Assert.Single(NarrowingPlan.Of(policy, [Wanted(Reads, calls: calls, grant: policy.Grants[Reads])]).Grants).Refs;
        Assert.Equal(["release/*"], refs!.NewBranches.Select(b => b.Text));
    }

    [Fact]
    public void CallsWithoutABranch_LeaveTheBranchesAlone()
    {
        var narrowing = Assert.Single(NarrowingPlan.Of(SeenPolicy.Policy, [Wanted(Reads, calls: [SeenPolicy.Call("/status/x", branch: null, grant: Reads)])]).Grants);
        Assert.Null(narrowing.Refs);
    }

    [Fact]
    public void Replay_NamesTheCallsThatWouldBeDenied()
    {
        SeenCall[] calls = [SeenPolicy.Call("/status/x", grant: Reads, count: 48_207), SeenPolicy.Call("/status/old", grant: Reads, count: 3) with { InWindow = 0 }, SeenPolicy.Call("/gone", grant: Reads)];
        var narrowed = SeenPolicy.Policy.Apply(new PolicyPatch { Upserts = [Wide with { Permissions = [Wide.Permissions[0] with { Paths = [PathTemplate.Parse("/status/x")] }] }] });
        var replay = LogReplay.Of(SeenPolicy.Policy, narrowed, calls);
        Assert.Equal((48_211L, 3L, 1L), (replay.Calls, replay.Denied, replay.NotToday));
        Assert.Equal("/status/old", Assert.Single(replay.Examples).Path);
    }

    private static GrantToNarrow Wanted(string name, bool used = true, SeenCall[]? calls = null, Grant? grant = null) => new(
        grant ?? SeenPolicy.Policy.Grants[name], new GrantEvidence(used ? new TotalUse(1, SeenPolicy.Now) : null, [], 1, 30, [], ChangedWithin: false, 0), calls ?? [], AreCallsWhole: true);
}
