using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class SimulatorViewModelTests
{
    private static readonly SimulatorQuery Query = new()
    {
        Identity = "payments-deploy",
        Branch = "main",
        Source = "webhook",
        Environment = "production",
        Service = "payments-api",
        Method = "POST",
        Path = "/admin/x",
    };

    private readonly Console console = new();

    [Fact]
    public void Question_ThatIsGranted_NamesTheGrant()
    {
        var decision = Ask(Query).Answer!.Decision;
        Assert.Equal((Effect.Allow, "payments-migrates"), (decision.Effect, decision.Grant));
    }

    [Fact]
    public void Question_FromAnotherBranch_NamesTheNearestGrantAndWhatFailed()
    {
        var near = Assert.Single(Ask(Query with { Branch = "feature/x" }).Answer!.Decision.Near);
        Assert.Equal(("payments-migrates", "branch"), (near.Grant, near.Failed));
    }

    [Fact]
    public void NearestGrants_ThatPeopleWrote_AreReadFirst() =>
        Assert.Equal(["b", "a", "api/production/probes"], Advice.ForReading([new NearMiss("api/production/probes", "path", ""), new NearMiss("b", "path", ""), new NearMiss("a", "path", "")]).Select(n => n.Grant));

    [Fact]
    public void Question_AfterTheExpiry_IsDenied() =>
        Assert.Equal("expires", Assert.Single(Ask(Query with { Time = "2027-03-01T00:00" }).Answer!.Decision.Near).Failed);

    [Fact]
    public void Nobody_IsNoPrincipal() =>
        Assert.Equal(DecisionReason.UnknownPrincipal, Ask(Query with { Caller = "nobody", Identity = "" }).Answer!.Decision.Reason);

    [Theory]
    [InlineData("{")]
    [InlineData("[1]")]
    public void Claims_ThatAreNoObject_AreAProblem(string claims)
    {
        var model = Ask(Query with { Caller = "claims", Identity = claims });
        Assert.NotNull(model.Problem);
        Assert.Null(model.Answer);
    }

    [Fact]
    public async Task Answer_SavedAsTest_IsInANewDraft()
    {
        var result = await Ask(Query).SaveAsTestAsync(Console.Carol, "migrations run", TestContext.Current.CancellationToken);
        var test = Assert.IsType<PolicyTest>(Assert.Single(result.Draft!.Patch.Upserts));
        Assert.Equal((Effect.Allow, "payments-deploy", (DateTimeOffset?)null), (test.Expect, test.Given.Pipeline, test.Given.Time));
    }

    private SimulatorViewModel Ask(SimulatorQuery query)
    {
        var model = new SimulatorViewModel(console.Live, console.Workflow, console.Clock);
        model.Show(query);
        return model;
    }
}
