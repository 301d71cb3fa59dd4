using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Changes;

public sealed class BulkEditTests
{
    private static readonly PolicySet Basis = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text).Document).Apply(new PolicyPatch
    {
        Upserts =
        [
            Named("one", Pipelines("deploy")),
            Named("both", Pipelines("deploy", "build")),
            new Grant { Name = "labelled", Effect = Effect.Allow, Principals = new PrincipalSelector { Pipelines = new Selector.Labels(new ValueMap([new("team", "payments")])) }, Role = "migrator", Environments = ["staging"] },
            new Grant { Name = "everything", Effect = Effect.Allow, Principals = new PrincipalSelector { Pipelines = Selector.Everything }, Role = "migrator", Environments = ["staging"] },
        ],
    });

    [Fact]
    public void Expiry_IsSetAndCleared()
    {
        var end = new DateTimeOffset(2027, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var plan = Plan(new GrantEdit { Expires = end }, "one", "deploys");
        Assert.All(plan.Patch.Upserts.Cast<Grant>(), g => Assert.Equal(end, g.Expires));
        Assert.Equal(2, plan.Count);

        var cleared = Plan(new GrantEdit { EndsNever = true }, "one", "deploys");
        Assert.Null(Assert.IsType<Grant>(Assert.Single(cleared.Patch.Upserts)).Expires);
        Assert.Equal(("one", true), (cleared.LeftOut[0].Name, cleared.LeftOut[0].IsAlreadySo));
    }

    [Fact]
    public void Expiry_BeforeTheBeginning_LeavesThatGrantOut()
    {
        var plan = Plan(new GrantEdit { Expires = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero) }, "deploys", "one");
        Assert.Equal("one", Assert.Single(plan.Patch.Upserts).Name);
        Assert.Contains("`expires` must be later", Assert.Single(plan.LeftOut).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_IsAddedAndRemoved_NeverTheLast()
    {
        var moved = Plan(new GrantEdit { AddedEnvironment = "production", RemovedEnvironment = "staging" }, "one", "deploys");
        Assert.Equal(["production"], Assert.IsType<Grant>(Assert.Single(moved.Patch.Upserts)).Environments);
        Assert.True(Assert.Single(moved.LeftOut).IsAlreadySo);
        Assert.Contains("no environment", Assert.Single(Plan(new GrantEdit { RemovedEnvironment = "staging" }, "one").LeftOut).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void RoleAndEffect_Change()
    {
        var changed = Assert.IsType<Grant>(Assert.Single(Plan(new GrantEdit { Role = "reader", Effect = Effect.Deny }, "one").Patch.Upserts));
        Assert.Equal(("reader", Effect.Deny), (changed.Role, changed.Effect));
    }

    [Theory]
    [InlineData("one", "build", "")]
    [InlineData("both", "build", "so already")]
    [InlineData("everything", "build", "so already")]
    [InlineData("labelled", "deploy", "so already")]
    [InlineData("labelled", "build", "selects pipelines by labels")]
    [InlineData("version", "build", "is for anyone")]
    public void Principal_IsAddedWhereTheGrantNamesThem(string grant, string pipeline, string why)
    {
        var plan = Plan(new GrantEdit { AddedPrincipal = new PolicyReference(PolicyKind.Pipeline, pipeline) }, grant);
        if (why.Length == 0)
            Assert.Equal(Pipelines("deploy", "build"), Assert.IsType<Grant>(Assert.Single(plan.Patch.Upserts)).Principals.Pipelines);
        else
            Assert.StartsWith(why, Assert.Single(plan.LeftOut).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("both", "deploy", "")]
    [InlineData("one", "deploy", "it would be for nobody")]
    [InlineData("one", "build", "so already")]
    [InlineData("everything", "build", "selects pipeline `build` by labels or as one of all")]
    [InlineData("labelled", "build", "so already")]
    [InlineData("one", "gone", "so already")]
    public void Principal_IsTakenOutWhereTheGrantNamesThem(string grant, string pipeline, string why)
    {
        var plan = Plan(new GrantEdit { RemovedPrincipal = new PolicyReference(PolicyKind.Pipeline, pipeline) }, grant);
        if (why.Length == 0)
            Assert.Equal(Pipelines("build"), Assert.IsType<Grant>(Assert.Single(plan.Patch.Upserts)).Principals.Pipelines);
        else
            Assert.StartsWith(why, Assert.Single(plan.LeftOut).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Workload_IsAddedBesidePipelines()
    {
        var plan = Plan(new GrantEdit { AddedPrincipal = new PolicyReference(PolicyKind.Workload, "shop") }, "one");
        Assert.Equal(new PrincipalSelector { Pipelines = Pipelines("deploy"), Workloads = new Selector.Names(["shop"]) }, Assert.IsType<Grant>(Assert.Single(plan.Patch.Upserts)).Principals);
    }

    [Fact]
    public void Delete_TakesOut_AndSaysWhatIsGone()
    {
        var plan = Plan(new GrantEdit { Deletes = true, Role = "nobody" }, "one", "nothing");
        Assert.Equal([new PolicyReference(PolicyKind.Grant, "one")], plan.Patch.Deletes);
        Assert.Contains("is gone", Assert.Single(plan.LeftOut).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void EditThatMeansNothing_IsObjectedToOnce()
    {
        Assert.Equal("there is no role `nobody`", Plan(new GrantEdit { Role = "nobody" }, "one").Objection);
        Assert.Equal("there is no pipeline `nobody`", Plan(new GrantEdit { AddedPrincipal = new PolicyReference(PolicyKind.Pipeline, "nobody") }, "one").Objection);
        Assert.Contains("both added and removed", Plan(new GrantEdit { AddedEnvironment = "staging", RemovedEnvironment = "staging" }, "one").Objection, StringComparison.Ordinal);
        Assert.Equal("say what to change", Plan(new GrantEdit(), "one").Objection);
    }

    [Fact]
    public void Plan_OfAnyPolicy_ChangesOrExplainsEachGrant_AndIsDoneOnceItIsDone()
    {
        for (var i = 0; i < 500; i++)
        {
            var dice = new Dice(Dice.Seed + i);
            var policy = PolicySet.Of(PolicyGen.Document(dice, ValidPolicy.Options.Now));
            var edit = AnyEdit(dice);
            var names = policy.Grants.Keys.ToArray();
            var plan = BulkEdit.Plan(policy, names, edit, ValidPolicy.Options);
            if (plan.Objection is not null)
                continue;
            Assert.Equal(names, plan.Patch.Upserts.Select(o => o.Name).Concat(plan.LeftOut.Select(l => l.Name)).Order(StringComparer.Ordinal));
            var again = BulkEdit.Plan(policy.Apply(plan.Patch), [.. plan.Patch.Upserts.Select(o => o.Name)], edit, ValidPolicy.Options);
            Assert.All(again.LeftOut, l => Assert.True(l.IsAlreadySo, l.Why));
            Assert.Equal(0, again.Count);
        }
    }

    private static GrantEdit AnyEdit(Dice dice) => new()
    {
        Effect = dice.One<Effect?>(null, Effect.Allow, Effect.Deny),
        AddedEnvironment = dice.One(null, "staging"),
        RemovedEnvironment = dice.One(null, "production"),
        AddedPrincipal = dice.One<PolicyReference?>(null, new PolicyReference(PolicyKind.Pipeline, dice.One(PolicyGen.PipelineNames))),
        RemovedPrincipal = dice.One<PolicyReference?>(null, new PolicyReference(PolicyKind.Workload, dice.One(PolicyGen.WorkloadNames))),
        Expires = dice.One<DateTimeOffset?>(null, ValidPolicy.Options.Now.AddDays(30)),
    };

    private static BulkPlan Plan(GrantEdit edit, params string[] names) => BulkEdit.Plan(Basis, names, edit, ValidPolicy.Options);

    private static Selector.Names Pipelines(params string[] names) => new Selector.Names(names.ToValueList());

    private static Grant Named(string name, Selector pipelines) => new()
    {
        Name = name,
        Effect = Effect.Allow,
        Principals = new PrincipalSelector { Pipelines = pipelines },
        Role = "migrator",
        Environments = ["staging"],
    };
}
