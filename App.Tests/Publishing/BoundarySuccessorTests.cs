using System.Net;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Grants that begin and end at an engine without a clock, on the real host and database, by a clock that the test moves.</summary>
public sealed class BoundarySuccessorTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(1).AddHours(10), TimeSpan.Zero);

    private readonly DatabaseFixture database = new(postgres);
    private readonly TestClock clock = new(Start);
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await StartAsync();
        await host.SeedAsync(TimedPolicy.Document);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Grant_ThatEnds_EndsBySuccessorAtItsSecondAndNotBefore()
    {
        var end = Start.AddHours(1);
        Assert.Equal(2, await host.GrantAsync("brief", expires: end));
        var bundle = await host.PullAsync();
        Assert.Equal(("brief", end), bundle.At(Start));
        Assert.Equal(("", null), bundle.At(end));

        MoveTo(end.AddSeconds(-1));
        Assert.Null(await host.PublishBoundaryAsync());
        Assert.Equal(2, host.Head());
        MoveTo(end);
        await host.ReachesAsync(3);

        var revision = (await host.RevisionsAsync())[0];
        Assert.Equal((Actor.System, end, "By time: brief ended"), (revision.Author, revision.EffectiveAt, revision.Summary));
        Assert.True((await host.Get<IPolicyStore>().LoadPatchAsync(2, 3, Cancellation)).IsEmpty);
        var successor = await host.PullAsync();
        Assert.Equal((3, end), (successor.Manifest.Revision, successor.Manifest.EffectiveAt));
        Assert.Equal(("", null), successor.At(end));
        Assert.True(bundle.Files.Single(f => f.Path == "istio/states/1/resources.yaml").Content.Span.SequenceEqual(successor.Files.Single().Content.Span));
        // Whom the boundary does not concern is not woken.
        Assert.Equal(2, (await host.PullAsync("opa")).Manifest.Revision);

        var published = (await host.Bootstrap.CallAsync("GET", "/api/v1/audit?action=revision.published").JsonAsync()).AsArray();
        var ours = Assert.Single(published, e => e!.Text("subject") == "revision/3")!;
        Assert.Equal(("system", TimedPolicy.Text(end)), (ours["actor"]!.Text("kind"), ours["details"]!.Text("effectiveAt")));
        var shown = await host.Bootstrap.CallAsync("GET", "/api/v1/revisions/3").JsonAsync();
        Assert.Equal(end, shown["effectiveAt"]!.GetValue<DateTimeOffset>());
    }

    /// <summary>Time leaves drafts as they are: what was reviewed, and approvals that bind it, hold over a successor and a restart.</summary>
    [Fact]
    public async Task Draft_ReviewedBeforeABoundary_IsPublishedAfterIt()
    {
        var end = Start.AddHours(1);
        await host.GrantAsync("brief", expires: end);
        var draft = (await host.Bootstrap.CallAsync("PATCH", "/api/v1/policy", SmallPolicy.GrantPatch("staging")).JsonAsync()).Text("draft");
        await host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        var review = await host.Bootstrap.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync();
        MoveTo(end);
        await host.ReachesAsync(3);
        await host.DisposeAsync();
        host = await StartAsync();

        var later = await host.Bootstrap.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync();
        Assert.Equal((2, review.Text("digest")), (later.Number("baseRevision"), later.Text("digest")));
        Assert.Equal(4, (await host.Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").JsonAsync()).Number("revision"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Patch_AgainstThePolicyThatABoundaryLeft_IsTaken(int seen)
    {
        await host.GrantAsync("brief", expires: Start.AddHours(1));
        MoveTo(Start.AddHours(1));
        await host.ReachesAsync(3);
        Assert.Equal(4, (await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging"), ifMatch: $"\"{seen}\"").JsonAsync()).Number("revision"));
        await host.Bootstrap.PatchPolicyAsync("{}", ifMatch: $"\"{seen}\"").ProblemAsync(HttpStatusCode.PreconditionFailed, "base_moved");
    }

    [Fact]
    public async Task Grant_ThatBegins_BeginsLikewise()
    {
        var begin = Start.AddMinutes(5);
        await host.GrantAsync("later", from: begin);
        Assert.Equal(("", begin), (await host.PullAsync()).At(Start));
        MoveTo(begin);
        await host.ReachesAsync(3);
        Assert.Equal(("later", null), (await host.PullAsync()).At(begin));
        Assert.Equal("By time: later began", (await host.RevisionsAsync())[0].Summary);
    }

    [Fact]
    public async Task Boundaries_ThatPassedWhileNothingRan_AreOneSuccessorAtTheNextStart()
    {
        await host.GrantAsync("brief", expires: Start.AddHours(1));
        await host.GrantAsync("later", from: Start.AddHours(2));
        await host.DisposeAsync();
        clock.Advance(TimeSpan.FromHours(3));
        host = await StartAsync();

        await host.ReachesAsync(4);
        Assert.Equal(("later", null), (await host.PullAsync()).At(clock.GetUtcNow()));
        Assert.Null(await host.PublishBoundaryAsync());
        var revision = (await host.RevisionsAsync())[0];
        Assert.Equal((4, Actor.System), (revision.Number, revision.Author));
        Assert.EndsWith("By time: brief ended; later began", revision.Summary, StringComparison.Ordinal);
        Assert.InRange(revision.EffectiveAt, Start.AddHours(2), Start.AddHours(3));
    }

    [Fact]
    public async Task Boundary_BeyondTheHorizon_IsBroughtByASuccessorOfThatDay()
    {
        var end = Start.AddDays(10);
        await host.GrantAsync("brief", expires: end);
        Assert.Equal(("brief", null), (await host.PullAsync()).At(end));

        // Four days before the boundary, as the day begins.
        var entry = new DateTimeOffset(end.UtcDateTime.Date.AddDays(-3), TimeSpan.Zero);
        MoveTo(entry.AddSeconds(-1));
        Assert.Null(await host.PublishBoundaryAsync());
        MoveTo(entry);
        await host.ReachesAsync(3);
        var bundle = await host.PullAsync();
        Assert.Equal(("brief", end), bundle.At(entry));
        Assert.Equal(("", null), bundle.At(end));
        var revision = (await host.RevisionsAsync())[0];
        Assert.Equal((entry, "By time: what begins and ends in the days ahead"), (revision.EffectiveAt, revision.Summary));

        MoveTo(end.AddSeconds(-1));
        Assert.Null(await host.PublishBoundaryAsync());
        MoveTo(end);
        await host.ReachesAsync(4);
        Assert.Equal(("", null), (await host.PullAsync()).At(end));
    }

    [Fact]
    public async Task Boundary_AtEnginesWithAClockOnly_MakesNoRevision()
    {
        var end = Start.AddHours(1);
        var grant = TimedPolicy.Patch("brief", expires: end, role: "reader").Replace("\"anyone\":true", "\"pipelines\":{\"names\":[\"deploy\"]}", StringComparison.Ordinal);
        await host.Bootstrap.PatchPolicyAsync(grant).JsonAsync();
        MoveTo(end.AddHours(1));
        Assert.Null(await host.PublishBoundaryAsync());
        Assert.Equal(2, (await host.RevisionsAsync())[0].Number);
    }

    [Fact]
    public async Task Boundary_ThatChangesNoBundle_MakesNoRevision()
    {
        var end = Start.AddHours(1);
        await host.GrantAsync("brief", expires: end, role: "watched-reader");
        MoveTo(end);
        await Eventually.HoldsAsync(() => Task.FromResult(host.Get<LivePolicy>().Current.Input.EffectiveAt == end), "the boundary to be looked at");
        Assert.Equal(2, (await host.RevisionsAsync())[0].Number);
        Assert.DoesNotContain((await host.Bootstrap.CallAsync("GET", "/api/v1/audit").JsonAsync()).AsArray(), e => e!.Text("action") == AuditActions.Refused);
    }

    [Fact]
    public async Task Clock_ThatGoesBack_BringsNothingBackAndRepeatsNothing()
    {
        var end = Start.AddHours(1);
        await host.GrantAsync("brief", expires: end);
        MoveTo(end);
        await host.ReachesAsync(3);

        clock.AdjustTime(Start);
        Assert.Null(await host.PublishBoundaryAsync());
        await host.GrantAsync("added");
        Assert.Equal("added", (await host.PullAsync()).At(Start).Grants);
        Assert.Equal(end, (await host.RevisionsAsync())[0].EffectiveAt);
        MoveTo(end);
        Assert.Null(await host.PublishBoundaryAsync());
        Assert.Equal(4, (await host.RevisionsAsync())[0].Number);
    }

    private Task<ConsoleHost> StartAsync() => ConsoleHost.StartAsync(database.ConnectionString, directory.Path, clock);

    private void MoveTo(DateTimeOffset instant) => clock.Advance(instant - clock.GetUtcNow());
}
