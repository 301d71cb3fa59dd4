using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Drafts that publish themselves: when, for whom, and what comes of them when they may not.</summary>
public sealed class ScheduledPublishTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly TestClock clock = new(new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date.AddDays(1).AddHours(10), TimeSpan.Zero));
    private readonly DatabaseFixture database = new(postgres);
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, null, clock, null, ("Authentication:Roles:release-managers", "Admin"));
        await host.SeedAsync(SmallPolicy.Yaml);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Draft_IsPublishedAtItsInstant_WithApprovalsThatCameUntilThen()
    {
        var change = await (await (await new ScheduledChange(host, clock).SubmitAsync("production")).ScheduleAsync(Hour)).ApproveAsync("bob", "erin");
        var at = change.Draft.Schedule!.At;
        clock.Advance(Hour - TimeSpan.FromSeconds(20));
        await change.PassesAsync();
        Assert.Equal(DraftState.Submitted, (await change.FindAsync()).State);

        var published = await change.ComesAsync();
        Assert.Equal((DraftState.Published, null), (published.State, published.Schedule));
        var revision = (await host.Get<IPolicyStore>().FindRevisionAsync(published.PublishedAs!.Value, Cancellation))!;
        Assert.Equal("alice", revision.Author.Subject);
        Assert.Equal(["bob", "erin"], revision.Approvals.Select(a => a.Approver.Subject).Order());
        Assert.True(revision.PublishedAt >= at);
        Assert.Equal(at, Assert.Single(await change.EntriesAsync(DraftEntryKind.Published)).PublishAt);
        var recorded = Assert.Single(await host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RevisionPublished, $"revision/{revision.Number}"), null, 10, Cancellation));
        Assert.Equal(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), recorded.Event.Details["scheduledFor"]);
    }

    [Fact]
    public async Task Draft_WithoutItsApprovals_IsRefusedOnce_AndLoudly()
    {
        var change = await (await (await new ScheduledChange(host, clock).SubmitAsync("production")).ApproveAsync("bob")).ScheduleAsync(Hour);
        clock.Advance(Hour);
        var refused = await change.ComesAsync();
        await change.PassesAsync();

        Assert.Equal((DraftState.Submitted, null), (refused.State, refused.Schedule));
        var entry = Assert.Single(await change.EntriesAsync(DraftEntryKind.ScheduleFailed));
        Assert.Contains("1 more approval is needed", entry.Text, StringComparison.Ordinal);
        var recorded = Assert.Single(await change.EventsAsync(AuditActions.DraftScheduleFailed));
        Assert.Equal(("alice", "ApprovalsMissing"), (recorded.Actor.Subject, recorded.Details["why"]));
        Assert.Equal(WebhookEvents.ScheduleFailed, WebhookEvents.OfActs[recorded.Action]);
        foreach (var told in new[] { "carol", "alice" })
            Assert.Equal(DraftEntryKind.ScheduleFailed, Assert.Single(await NewsAsync(change.Person(told))).Entry.Kind);
        Assert.Empty(await NewsAsync(change.Person("erin")));

        // Another time is set; what failed is no news any more, and this time all is there.
        await (await change.ApproveAsync("erin")).ScheduleAsync(Hour);
        Assert.Empty(await NewsAsync(change.Person("carol")));
        clock.Advance(Hour);
        Assert.Equal(DraftState.Published, (await change.ComesAsync()).State);
    }

    [Fact]
    public async Task Act_ThatMakesAnotherChangeOfIt_TakesTheTimeOff()
    {
        var edited = await Approved();
        Assert.Null((await edited.EditAsync("carol")).Draft!.Schedule);
        var declined = await Approved();
        Assert.Null((await declined.Workflow.DeclineAsync(declined.Person("erin"), declined.Draft.Id, "not in the freeze", Cancellation)).Draft!.Schedule);
        var takenBack = await Approved();
        Assert.Null((await takenBack.Workflow.UnscheduleAsync(takenBack.Person("carol"), takenBack.Draft.Id, Cancellation)).Draft!.Schedule);
        clock.Advance(2 * Hour);
        foreach (var (change, kind) in new[] { (edited, DraftEntryKind.Edited), (declined, DraftEntryKind.Declined), (takenBack, DraftEntryKind.Unscheduled) })
        {
            await change.PassesAsync();
            Assert.Null((await change.FindAsync()).PublishedAs);
            Assert.NotNull(Assert.Single(await change.EntriesAsync(kind)).PublishAt);
            Assert.Empty(await change.EntriesAsync(DraftEntryKind.ScheduleFailed));
        }

        async Task<ScheduledChange> Approved() => await (await (await new ScheduledChange(host, clock).SubmitAsync("production")).ApproveAsync("bob", "erin")).ScheduleAsync(Hour);
    }

    [Fact]
    public async Task Policy_ThatMovedMeanwhile_IsNotOverwritten()
    {
        var change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "came-between")).JsonAsync();
        clock.Advance(Hour);
        Assert.Null((await change.ComesAsync()).PublishedAs);
        Assert.Equal("BaseMoved", Assert.Single(await change.EventsAsync(AuditActions.DraftScheduleFailed)).Details["why"]);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("release-managers", true)]
    [InlineData("somebody-else", false)]
    public async Task Person_WhoseSessionEnded_PublishesByTheGroupsOfTheirNewestSignIn(string? groupAfterwards, bool isPublished)
    {
        var rita = new ConsoleUser(new Actor(ActorKind.Person, "https://idp.example", $"rita-{Guid.NewGuid()}", "Rita"), [new RoleAssignment(ConsoleRole.Admin)], clock.GetUtcNow(), ["release-managers"]);
        await host.Get<SessionStart>().RecordAsync(rita, Cancellation);
        var change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(TimeSpan.FromDays(3), rita);
        if (groupAfterwards is not null)
            await host.Get<SessionStart>().RecordAsync(rita with { Groups = [groupAfterwards] }, Cancellation);
        clock.Advance(TimeSpan.FromDays(3));
        var after = await change.ComesAsync();
        Assert.Equal(isPublished, after.State == DraftState.Published);
        if (!isPublished)
            Assert.Equal("Forbidden", Assert.Single(await change.EventsAsync(AuditActions.DraftScheduleFailed)).Details["why"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_PublishesWhileItIsNotRevoked(bool isRevoked)
    {
        var made = await host.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"api","role":"admin"}""").JsonAsync();
        var token = host.WithToken(made.Text("token"));
        var change = await new ScheduledChange(host, clock).SubmitAsync("staging");
        var answer = await token.CallAsync("PUT", $"/api/v1/drafts/{change.Draft.Id}/schedule", $$"""{"at":"{{clock.GetUtcNow() + Hour:O}}"}""").JsonAsync();
        Assert.Equal("token", answer["schedule"]!["by"]!.Text("kind"));
        if (isRevoked)
            using (var revoked = await host.Bootstrap.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}"))
                Assert.True(revoked.IsSuccessStatusCode);
        clock.Advance(Hour);
        Assert.Equal(isRevoked, (await change.ComesAsync()).PublishedAs is null);
    }

    [Fact]
    public async Task Draft_ThatCannotBePublishedNow_KeepsNoOtherIn()
    {
        var stuck = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        var sound = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour + TimeSpan.FromSeconds(1));
        await database.ExecuteAsOwnerAsync($"UPDATE drafts SET patch = '\"no patch\"' WHERE id = '{stuck.Draft.Id}'");
        clock.Advance(Hour);

        Assert.Equal(DraftState.Published, (await sound.ComesAsync()).State);
    }

    [Fact]
    public async Task Clock_ThatJumps_PublishesOnceAndNeverBeforeTheInstant()
    {
        var change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        clock.AdjustTime(clock.GetUtcNow() - 5 * Hour);
        await change.PassesAsync();
        Assert.Equal(DraftState.Submitted, (await change.FindAsync()).State);
        clock.Advance(5 * Hour);
        await change.PassesAsync();
        Assert.Equal(DraftState.Submitted, (await change.FindAsync()).State);

        clock.Advance(TimeSpan.FromDays(20));
        var published = await change.ComesAsync();
        Assert.Equal(DraftState.Published, published.State);
        clock.AdjustTime(clock.GetUtcNow() - TimeSpan.FromDays(30));
        await change.PassesAsync();
        clock.Advance(TimeSpan.FromDays(31));
        await change.PassesAsync();
        Assert.Single(await host.RevisionsAsync(), r => r.Draft == published.Id);
    }

    [Theory]
    [InlineData("bob", 1, "needs the admin role")]
    [InlineData("carol", 1, "needs the admin role")]
    [InlineData("alice", 0, "has passed")]
    [InlineData("alice", -1, "has passed")]
    [InlineData("alice", 31 * 24, "at most 30 days")]
    public async Task Time_OfSomebodyElseOrOutOfReach_IsRefused(string person, int hours, string why)
    {
        var change = await new ScheduledChange(host, clock).SubmitAsync("staging");
        var refused = await change.Workflow.ScheduleAsync(change.Person(person), change.Draft.Id, null, clock.GetUtcNow() + hours * Hour, Cancellation);
        Assert.Contains(why, refused.Refusal?.Message, StringComparison.Ordinal);
        Assert.Null((await change.FindAsync()).Schedule);
    }

    [Fact]
    public async Task Time_IsTakenBackByWhoeverSetItWroteItOrIsAdmin()
    {
        var change = await (await new ScheduledChange(host, clock).SubmitAsync("staging")).ScheduleAsync(Hour);
        Assert.Equal(PublishRefusalKind.Forbidden, (await change.Workflow.UnscheduleAsync(change.Person("dave"), change.Draft.Id, Cancellation)).Refusal?.Kind);
        Assert.NotNull((await change.FindAsync()).Schedule);
        Assert.Null((await change.Workflow.UnscheduleAsync(change.Person("alice"), change.Draft.Id, Cancellation)).Draft!.Schedule);
        Assert.Equal(PublishRefusalKind.Conflict, (await change.Workflow.UnscheduleAsync(change.Person("alice"), change.Draft.Id, Cancellation)).Refusal?.Kind);
        var other = await change.Workflow.ScheduleAsync(change.Person("alice"), change.Draft.Id, new string('0', 64), clock.GetUtcNow() + Hour, Cancellation);
        Assert.Equal(PublishRefusalKind.Conflict, other.Refusal?.Kind);
    }

    [Fact]
    public async Task Approvers_AtOnce_AllCount()
    {
        for (var i = 0; i < 5; i++)
        {
            var change = await new ScheduledChange(host, clock).SubmitAsync("production");
            var digest = change.Workflow.Review(change.Draft).Digest;
            var answers = await Task.WhenAll(new[] { "bob", "erin", "alice" }.Select(p => Task.Run(() => change.Workflow.ApproveAsync(change.Person(p), change.Draft.Id, digest, null, Cancellation))));
            Assert.All(answers, a => Assert.Null(a.Refusal));
            Assert.Equal(["alice", "bob", "erin"], Approvals.Counting(await change.FindAsync(), digest).Select(a => a.Approver.Subject).Order());
            Assert.Equal(3, (await change.EntriesAsync(DraftEntryKind.Approved)).Count);
        }
    }

    [Fact]
    public async Task Approval_RacingAnEdit_NeverCountsForWhatWasNotSeen()
    {
        for (var i = 0; i < 12; i++)
        {
            var change = await (await new ScheduledChange(host, clock).SubmitAsync("production")).ScheduleAsync(Hour);
            var seen = change.Workflow.Review(change.Draft).Digest;
            await Task.WhenAll(
                Task.Run(() => change.Workflow.ApproveAsync(change.Person("bob"), change.Draft.Id, seen, null, Cancellation)),
                Task.Run(() => change.EditAsync("alice")));
            var stands = await change.FindAsync();
            Assert.Empty(stands.Approvals);
            Assert.Equal((DraftState.Editing, null), (stands.State, stands.Schedule));
            // Where the approval came first, its giver learns that it fell.
            var edit = Assert.Single(await change.EntriesAsync(DraftEntryKind.Edited));
            Assert.Equal((await change.EntriesAsync(DraftEntryKind.Approved)).Count, edit.Fallen.Count);
        }
    }

    private Task<IReadOnlyList<DraftNews>> NewsAsync(ConsoleUser user) => host.Get<IDraftStore>().ListNewsAsync(user.Actor.Person, 10, Cancellation);
}
