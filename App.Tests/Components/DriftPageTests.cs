using AccessConsole.Components.Pages.Drifting;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;
using AccessConsole.Drifting;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Engines that drifted, as the page shows them.</summary>
public sealed class DriftPageTests : PageContext
{
    private readonly EnforcementPoints points;
    private readonly FakeDecisionLog log = new();

    public DriftPageTests()
    {
        SignIn(Console.Victor);
        var catalog = new BundleCatalog(null!);
        points = new EnforcementPoints(new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), Console.Clock, NullLogger<EnforcementPoints>.Instance);
        var watch = new DriftWatch(
            new PointDrift(points, catalog, new FakeBundleStore(), Console.Live, Console.Clock), new DecisionDrift(log, Console.History, Console.Live, catalog, Console.Clock), Console.Clock,
            new ServiceRestarts(new DegradedParts(Console.Clock), Console.Clock, NullLogger<ServiceRestarts>.Instance), NullLogger<DriftWatch>.Instance);
        Services.AddSingleton(watch);
        Services.AddSingleton(points);
    }

    private DriftWatch Watch => Services.GetRequiredService<DriftWatch>();

    [Fact]
    public async Task Findings_AreShown_AsTheyAreFound()
    {
        var page = Open("/rollout/drift");
        Assert.Contains("have not been looked at yet", page.Find("[data-test=looked-at]").TextContent, StringComparison.Ordinal);
        Assert.Contains("No engine reports yet", page.Find("[data-test=no-points]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=no-drift]"));

        points.Merge([Point("edge-1", 99), Point("edge-2", null)]);
        await Watch.LookAsync(Cancellation);
        await Watch.LookAsync(Cancellation);

        page.WaitForAssertion(() => Assert.Equal("revision_ahead", page.Find("[data-test=finding]").GetAttribute("data-kind")));
        Assert.Contains("it says that it runs revision 99; the newest is 1", Assert.Single(page.FindAll("[data-test=finding]")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decision_ThatDiffers_IsShownWithWhoAskedWhat_AndByPoint()
    {
        await log.AddAsync([Wrong()], [], Cancellation);
        await Watch.LookAsync(Cancellation);

        var page = Open("/rollout/drift?point=edge-1");
        Assert.Contains("pipeline/payments-deploy asked GET /admin/x from branch feature/x", page.Find("[data-test=example]").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 of 1 decisions", page.Find("[data-test=looked-at]").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(Open("/rollout/drift?point=edge-2").FindAll("[data-test=no-drift]"));
    }

    [Fact]
    public async Task Role_ThatIsTakenAway_TakesWhoAskedWhatAway_WhilePageIsOpen()
    {
        await log.AddAsync([Wrong()], [], Cancellation);
        await Watch.LookAsync(Cancellation);
        var page = Open("/rollout/drift");
        Assert.NotEmpty(page.FindAll("[data-test=example]"));

        SignIn(Console.Victor with { Roles = [] });
        await Watch.LookAsync(Cancellation);

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-test=example]")));
        Assert.NotEmpty(page.FindAll("[data-test=finding]"));
    }

    [Fact]
    public async Task Page_SaysThatThereIsMore_WhereATokenHasHadItsShare()
    {
        var token = Guid.NewGuid();
        points.Merge(Enumerable.Range(0, FindingShares.PerToken).Select(n => Point($"edge-{n}", 1) with { TokenId = token }));
        await Watch.LookAsync(Cancellation);
        var page = Open("/rollout/drift");
        Assert.Empty(page.FindAll("[data-test=more]"));

        points.Merge([Point("one-more", 1) with { TokenId = token }]);
        await Watch.LookAsync(Cancellation);

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-test=more]")));
    }

    [Fact]
    public async Task Model_ShowsTheFirst_AndCountsTheRest()
    {
        for (var token = 0; token < 3; token++)
        {
            var owner = Guid.NewGuid();
            points.Merge(Enumerable.Range(0, FindingShares.PerToken).Select(n => Point($"edge-{n}", 99) with { TokenId = owner }));
        }

        await Watch.LookAsync(Cancellation);
        await Watch.LookAsync(Cancellation);
        var model = Services.GetRequiredService<DriftViewModel>();

        model.Load(Console.Victor, null);
        Assert.Equal((DriftViewModel.MaxShown, Watch.Findings.Count - DriftViewModel.MaxShown), (model.Shown.Count, model.LeftOut));
        model.Load(Console.Victor, "edge-1");
        Assert.Equal((3, 0), (model.Shown.Count, model.LeftOut));
        model.Load(Console.Victor, "none");
        Assert.Empty(model.Shown);
    }

    /// <summary>Allowed from a branch that no grant names.</summary>
    private LoggedDecision Wrong() =>
        Console.Granted(Console.Clock.GetUtcNow()) with { Point = "edge-1", Claims = new ValueMap([new("build_branch", "feature/x"), new("build_source", "webhook")]) };

    private EnforcementPoint Point(string name, int? revision) => new(
        Guid.NewGuid(), Guid.NewGuid(), name, new BundleScope("production", Target.Nginx), revision, null, Console.Clock.GetUtcNow(), null, IsReplayProtected: true, ValueMap.Empty);

    private IRenderedComponent<DriftPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<DriftPage>();
    }
}
