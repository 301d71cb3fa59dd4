using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

/// <summary>What is said and done about a draft, and who has to hear of it.</summary>
public sealed class DraftStoryTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IDraftStore store = database.Get<IDraftStore>();
    private readonly Actor author = Person();
    private readonly Actor approver = Person();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entry_StoredWithEverything_IsReadBackTheSame()
    {
        var draft = await SubmittedAsync();
        var entry = new DraftEntry
        {
            DraftId = draft.Id,
            Kind = DraftEntryKind.Edited,
            At = Noon,
            Actor = Ada with { TokenId = Guid.NewGuid() },
            Text = "first line\n<b>second</b>",
            About = new DraftTopic(null, new Place("production", new ValueMap([new("team", "payments")]))),
            Fallen = [Bob, Ada],
            OfSubmitted = true,
            Revision = 7,
        };
        var stored = await store.AddEntryAsync(entry, Event("draft"), Cancellation);
        Assert.Equal(entry with { Id = stored.Id }, stored);
        var about = entry with { About = new DraftTopic(new PolicyReference(PolicyKind.Grant, "g"), null), Kind = DraftEntryKind.Commented };
        var second = await store.AddEntryAsync(about, Event("draft"), Cancellation);

        Assert.Equal([second, stored], await store.ListEntriesAsync(draft.Id, null, null, 10, Cancellation));
        Assert.Equal([second], await store.ListEntriesAsync(draft.Id, null, null, 1, Cancellation));
        Assert.Equal([stored], await store.ListEntriesAsync(draft.Id, null, second.Id, 10, Cancellation));
        Assert.Equal([stored], await store.ListEntriesAsync(draft.Id, DraftEntryKind.Edited, null, 10, Cancellation));
    }

    [Fact]
    public async Task Comment_LeavesTheDraftAsItIs_AndIsOneTransactionWithItsEvent()
    {
        var draft = await SubmittedAsync(ApprovalBy(approver));
        await store.AddEntryAsync(new DraftEntry { DraftId = draft.Id, Kind = DraftEntryKind.Commented, At = Noon, Actor = Ada, Text = "why?" }, Event($"draft/{draft.Id}", AuditActions.DraftCommented), Cancellation);
        Assert.Equal(draft, await store.FindAsync(draft.Id, Cancellation));
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.DraftCommented, $"draft/{draft.Id}"), null, 10, Cancellation));

        // The event names the draft; a comment on none is neither stored nor recorded.
        var nowhere = new DraftEntry { DraftId = Guid.NewGuid(), Kind = DraftEntryKind.Commented, At = Noon, Actor = Ada, Text = "lost" };
        await Assert.ThrowsAnyAsync<Exception>(() => store.AddEntryAsync(nowhere, Event($"draft/{nowhere.DraftId}", AuditActions.DraftCommented), Cancellation));
        Assert.Empty(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"draft/{nowhere.DraftId}"), null, 10, Cancellation));
    }

    [Fact]
    public async Task Change_StoresItsEntryOnce_AlsoWhereItIsOvertaken()
    {
        var draft = await SubmittedAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ChangeAsync(draft, d => d with { Title = d.Title + "+" }, Entry(draft, author, DraftEntryKind.Edited))));
        Assert.Equal(8, (await store.ListEntriesAsync(draft.Id, null, null, 100, Cancellation)).Count);
    }

    [Fact]
    public async Task Publish_OfADraft_EndsItsStoryWithTheRevision()
    {
        var draft = await SubmittedAsync();
        var outcome = await database.Get<IPolicyStore>().PublishAsync(new PublishSubject(draft.Id), (context, _) => Task.FromResult<PublishPlan>(Write(context, draft.Patch)), Cancellation);
        var entry = Assert.Single(await store.ListEntriesAsync(draft.Id, null, null, 10, Cancellation));
        Assert.Equal((DraftEntryKind.Published, outcome.Revision!.Number, Ada.Person), (entry.Kind, entry.Revision!.Value, entry.Actor.Person));
    }

    [Fact]
    public async Task EditOfASubmittedDraft_IsToldToItsAuthors_UntilItIsSubmittedAgain()
    {
        var draft = await SubmittedAsync();
        await EditAsync(draft, Ada);
        var news = Assert.Single(await NewsAsync(author));
        Assert.Equal((draft.Id, draft.Title, true, Ada.Person), (news.Entry.DraftId, news.Title, news.IsAuthor, news.Entry.Actor.Person));
        Assert.Empty(await NewsAsync(approver));
        await ChangeAsync(draft, d => d with { State = DraftState.Submitted }, Entry(draft, author, DraftEntryKind.Submitted));
        Assert.Empty(await NewsAsync(author));
    }

    [Fact]
    public async Task EditOfASubmittedDraft_IsNoNewsToWhoeverMadeIt()
    {
        var draft = await SubmittedAsync();
        await EditAsync(draft, author with { TokenId = Guid.NewGuid(), Kind = ActorKind.Token });
        Assert.Empty(await NewsAsync(author));
    }

    [Theory]
    [InlineData(DraftState.Editing, true)]
    [InlineData(DraftState.Submitted, true)]
    [InlineData(DraftState.Declined, false)]
    [InlineData(DraftState.Withdrawn, false)]
    public async Task ApprovalThatFell_IsToldToItsApprover_WhileTheChangeMayStillCome(DraftState state, bool isTold)
    {
        var draft = await SubmittedAsync(ApprovalBy(approver));
        await EditAsync(draft, author, approver);
        await ChangeAsync(draft, d => d with { State = state }, null);
        var news = await NewsAsync(approver);
        Assert.Equal(isTold, news.Count == 1);
        Assert.All(news, n => Assert.False(n.IsAuthor));
    }

    [Fact]
    public async Task ApprovalThatFell_GivenAgain_IsNoNewsAnyMore()
    {
        var draft = await SubmittedAsync(ApprovalBy(approver));
        await EditAsync(draft, author, approver);
        await EditAsync(draft, Ada, approver);
        Assert.Single(await NewsAsync(approver));
        await ChangeAsync(draft, d => d with { State = DraftState.Submitted, Approvals = [ApprovalBy(approver)] }, null);
        Assert.Empty(await NewsAsync(approver));
    }

    private static Actor Person() => new(ActorKind.Person, "https://idp.example", Guid.NewGuid().ToString(), "Somebody");

    private static DraftEntry Entry(Draft draft, Actor actor, DraftEntryKind kind, params Actor[] fallen) =>
        new() { DraftId = draft.Id, Kind = kind, At = Noon, Actor = actor, Fallen = [.. fallen], OfSubmitted = kind == DraftEntryKind.Edited };

    private Task<IReadOnlyList<DraftNews>> NewsAsync(Actor person) => store.ListNewsAsync(person.Person, 10, Cancellation);

    private Task<Draft> SubmittedAsync(params Approval[] approvals) => store.CreateAsync(
        NewDraft(Put(Environment($"e-{Guid.NewGuid()}"))) with { Owner = author, Authors = [author], State = DraftState.Submitted, Approvals = [.. approvals] }, Event("draft"), Cancellation);

    private Task<Draft?> EditAsync(Draft draft, Actor by, params Actor[] fallen) =>
        ChangeAsync(draft, d => d with { State = DraftState.Editing, Patch = Put(Environment($"e-{Guid.NewGuid()}")) }, Entry(draft, by, DraftEntryKind.Edited, fallen));

    private Task<Draft?> ChangeAsync(Draft draft, Func<Draft, Draft> change, DraftEntry? entry) =>
        store.UpdateAsync(draft.Id, d => new DraftChange(change(d), Event($"draft/{draft.Id}", AuditActions.DraftEdited), entry), Cancellation);
}
