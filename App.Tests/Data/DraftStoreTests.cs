using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class DraftStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IDraftStore store = database.Get<IDraftStore>();

    private static readonly ValueMap Payments = new([new("team", "payments"), new("data", "cardholder")]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Draft_StoredWithEverything_IsReadBackTheSame()
    {
        var draft = NewDraft(Put(Environment("a", 1), Environment("b"))) with
        {
            Text = "# why\n",
            Patch = Put(Environment("a", 1)) with { Deletes = Delete("b").Deletes },
            Authors = [Ada, Bob],
            Owner = Ada with { TokenId = Guid.NewGuid() },
            RollsBackTo = 3,
            Undoes = 2,
            Places = [new Place(null, null), new Place("production", Payments), new Place("staging", null)],
            Approvals = [ApprovalBy(Bob) with { Scopes = [new RoleScope(["production"], [new LabelChoice("team", ["payments"])])] }, ApprovalBy(Ada)],
        };
        await store.CreateAsync(draft, Event("draft"), Cancellation);
        Assert.Equal(draft, await store.FindAsync(draft.Id, Cancellation));
    }

    [Theory]
    [InlineData(true, "staging")]
    [InlineData(true, "preview", "production")]
    [InlineData(true, "team=payments")]
    [InlineData(true, "team=shop,team=payments")]
    [InlineData(true, "production,team=payments,data=cardholder")]
    [InlineData(false, "preview")]
    [InlineData(false, "team=shop")]
    [InlineData(false, "production,team=shop")]
    [InlineData(false, "staging,team=payments")]
    [InlineData(false, "team=payments,tier=one")]
    [InlineData(false, "preview,team=payments", "staging,team=shop")]
    [InlineData(false)]
    public async Task Draft_WaitsForAnApprover_WhoseScopeCoversOneOfItsPlaces(bool waits, params string[] scopes)
    {
        var draft = await SubmittedAsync();
        var approver = new DraftApprover(Bob.Person, draft.BaseRevision, scopes.Select(RoleScope.Parse).ToValueList());
        Assert.Equal(waits, approver.Scopes!.Value.Any(scope => draft.Places.Any(scope.Covers)));
        Assert.Equal(waits, await WaitsAsync(draft, approver));
    }

    [Fact]
    public async Task Draft_ThatTouchesWhatIsNowhere_WaitsForWhoApprovesEverywhere()
    {
        var draft = await SubmittedAsync([new Place(null, null)]);
        Assert.True(await WaitsAsync(draft, new DraftApprover(Bob.Person, draft.BaseRevision, null)));
        Assert.True(await WaitsAsync(draft, new DraftApprover(Bob.Person, draft.BaseRevision, [RoleScope.Everywhere])));
        Assert.False(await WaitsAsync(draft, new DraftApprover(Bob.Person, draft.BaseRevision, [RoleScope.Parse("production"), RoleScope.Parse("team=payments")])));
    }

    [Fact]
    public async Task Drafts_AreFoundByTheirWords()
    {
        const string Mark = "zebra";
        var percent = await AddAsync($"{Mark} 100% of Payments", Ada, 1);
        var under = await AddAsync($"{Mark} a_b", Bob, 2);
        var published = await AddAsync($"{Mark} done", Bob, 3, 987_654);
        Assert.Equal([published, under, percent], await FoundAsync(Mark));
        Assert.Equal([percent], await FoundAsync($"{Mark} PAYMENTS ada"));
        Assert.Empty(await FoundAsync($"{Mark} payments bob"));
        // What stands for other characters in a pattern is taken as it is typed.
        Assert.Equal([percent], await FoundAsync($"{Mark} 0%"));
        Assert.Equal([under], await FoundAsync($"{Mark} a_b"));
        Assert.Empty(await FoundAsync($"{Mark} 1%0"));
        Assert.Empty(await FoundAsync($"{Mark} o_e"));
        Assert.Empty(await FoundAsync(Mark + " \\"));
        Assert.Equal([published], await FoundAsync($"{Mark} 9876"));
        Assert.Empty(await FoundAsync($"{Mark} 7654"));
        Assert.Equal([under], await FoundAsync(under.ToString()));
        Assert.Equal([published, under, percent], await FoundAsync($"\0 {Mark}\t{new string(' ', 300)}x"));

        var bobs = new DraftFilter(Author: Bob.Person, Search: Mark);
        Assert.Equal(2, await store.CountAsync(bobs, Cancellation));
        Assert.Equal([published], Ids(await store.ListAsync(bobs, null, 1, Cancellation)));
        Assert.Equal([under], Ids(await store.ListAsync(bobs, published, 1, Cancellation)));
        Assert.Empty(await store.ListAsync(bobs, under, 1, Cancellation));

        async Task<Guid> AddAsync(string title, Actor author, int minute, int? revision = null) =>
            (await store.CreateAsync(NewDraft(Put(Environment("a"))) with { Title = title, Owner = author, Authors = [author], UpdatedAt = Noon.AddMinutes(minute), PublishedAs = revision }, Event("draft"), Cancellation)).Id;
        async Task<IEnumerable<Guid>> FoundAsync(string search) => Ids(await store.ListAsync(new DraftFilter(Search: search), null, 10, Cancellation));
        static IEnumerable<Guid> Ids(IReadOnlyList<Draft> drafts) => drafts.Select(d => d.Id);
    }

    [Fact]
    public async Task Draft_WaitsForNobody_WhoWroteItOrApprovedItAsItIs()
    {
        var draft = await SubmittedAsync();
        Assert.False(await WaitsAsync(draft, new DraftApprover(Ada.Person, draft.BaseRevision, null)));
        var bob = new DraftApprover(Bob.Person, draft.BaseRevision, null);
        await UpdateAsync(draft, d => d with { Approvals = [ApprovalBy(Bob)] });
        Assert.False(await WaitsAsync(draft, bob));
        await UpdateAsync(draft, d => d with { Patch = Put(Environment("another")) });
        Assert.True(await WaitsAsync(draft, bob));
    }

    [Fact]
    public async Task Draft_AgainstAnEarlierRevision_WaitsForNoApproval()
    {
        var draft = await SubmittedAsync();
        Assert.False(await WaitsAsync(draft, new DraftApprover(Bob.Person, draft.BaseRevision + 1, null)));
    }

    [Fact]
    public async Task Drafts_Open_AreCountedAndListedAlike()
    {
        var mine = new DraftFilter(Author: Ada.Person, IsOpen: true);
        var before = await store.CountAsync(mine, Cancellation);
        var finished = await SubmittedAsync();
        await UpdateAsync(finished, d => d with { State = DraftState.Published });
        var open = await SubmittedAsync();
        Assert.Equal(before + 1, await store.CountAsync(mine, Cancellation));
        var listed = (await store.ListAsync(mine, null, 1000, Cancellation)).Select(d => d.Id).ToArray();
        Assert.Equal(before + 1, listed.Length);
        Assert.Contains(open.Id, listed);
        Assert.DoesNotContain(finished.Id, listed);
    }

    [Fact]
    public async Task Update_ByManyAtOnce_LosesNone()
    {
        var draft = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => UpdateAsync(draft, d => d with { Title = d.Title + "+" })));

        var updated = await store.FindAsync(draft.Id, Cancellation);
        Assert.Equal(draft.Title + new string('+', 12), updated!.Title);
        Assert.Equal(draft.Version + 12, updated.Version);
        var events = await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: Subject(draft)), null, 100, Cancellation);
        Assert.Equal(12, events.Count);
    }

    [Fact]
    public async Task Update_OvertakenByAnother_JudgesTheNewerDraft()
    {
        var draft = await CreateAsync();
        var seen = new List<string>();
        await store.UpdateAsync(
            draft.Id,
            d =>
            {
                seen.Add(d.Title);
                if (seen.Count == 1)
                    UpdateAsync(draft, other => other with { Title = "overtaken" }).GetAwaiter().GetResult();
                return new DraftChange(d with { Text = "mine" }, Event(Subject(d)));
            },
            Cancellation);

        Assert.Equal([draft.Title, "overtaken"], seen);
        var updated = await store.FindAsync(draft.Id, Cancellation);
        Assert.Equal(("overtaken", "mine"), (updated!.Title, updated.Text));
    }

    [Fact]
    public async Task Update_WithoutAChange_StoresNothing()
    {
        var draft = await CreateAsync();
        Assert.Equal(draft, await store.UpdateAsync(draft.Id, _ => null, Cancellation));
        Assert.Equal(draft, await store.FindAsync(draft.Id, Cancellation));
    }

    [Fact]
    public async Task Update_OfAnUnknownDraft_IsNull() => Assert.Null(await store.UpdateAsync(Guid.NewGuid(), _ => null, Cancellation));

    [Fact]
    public async Task Approval_OfADraft_StandsThroughChangesOfItsState()
    {
        var draft = await CreateAsync();
        await UpdateAsync(draft, d => d with { Approvals = [ApprovalBy(Bob)] });
        await UpdateAsync(draft, d => d with { State = DraftState.Submitted });
        await UpdateAsync(draft, d => d with { Approvals = [.. d.Approvals, ApprovalBy(Ada)] });
        Assert.Equal([ApprovalBy(Bob), ApprovalBy(Ada)], (await store.FindAsync(draft.Id, Cancellation))!.Approvals);
    }

    [Fact]
    public async Task Approval_OfAPatchSinceChanged_IsVoidAndKept()
    {
        var draft = await CreateAsync();
        await UpdateAsync(draft, d => d with { Approvals = [ApprovalBy(Bob)] });
        var edited = await UpdateAsync(draft, d => d with { Patch = Put(Environment("other")) });
        Assert.Empty(edited!.Approvals);
        Assert.Empty((await store.FindAsync(draft.Id, Cancellation))!.Approvals);
        Assert.Equal(1, await CountApprovalsAsync(draft));
    }

    [Fact]
    public async Task Approval_OfAnotherBase_IsVoid()
    {
        var draft = await CreateAsync();
        await UpdateAsync(draft, d => d with { Approvals = [ApprovalBy(Bob)] });
        await UpdateAsync(draft, d => d with { BaseRevision = 1, Approvals = [.. d.Approvals, ApprovalBy(Ada)] });
        Assert.Empty((await store.FindAsync(draft.Id, Cancellation))!.Approvals);
    }

    [Fact]
    public async Task Approval_TakenBack_LeavesTheOthers()
    {
        var draft = await CreateAsync();
        await UpdateAsync(draft, d => d with { Approvals = [ApprovalBy(Bob), ApprovalBy(Ada)] });
        await UpdateAsync(draft, d => d with { Approvals = [ApprovalBy(Ada)] });
        Assert.Equal([ApprovalBy(Ada)], (await store.FindAsync(draft.Id, Cancellation))!.Approvals);
    }

    [Fact]
    public async Task List_InPages_IsNewestEditFirst()
    {
        var author = Ada with { Subject = Guid.NewGuid().ToString() };
        var drafts = new List<Draft>();
        for (var i = 0; i < 5; i++)
            drafts.Add(await CreateAsync(d => d with { Authors = [Bob, author], UpdatedAt = Noon.AddMinutes(i / 2) }));

        var filter = new DraftFilter(DraftState.Editing, author.Person);
        var first = await store.ListAsync(filter, null, 2, Cancellation);
        var second = await store.ListAsync(filter, first[^1].Id, 10, Cancellation);

        Assert.Equal(drafts.OrderByDescending(d => d.UpdatedAt).ThenByDescending(d => d.Id), first.Concat(second));
        Assert.Empty(await store.ListAsync(filter with { State = DraftState.Declined }, null, 10, Cancellation));
    }

    private static string Subject(Draft draft) => string.Create(CultureInfo.InvariantCulture, $"draft/{draft.Id}");

    private async Task<Draft> SubmittedAsync(ValueList<Place>? places = null)
    {
        var draft = NewDraft(Put(Environment("a"))) with
        {
            Authors = [Ada],
            State = DraftState.Submitted,
            Places = places ?? [new Place("production", Payments), new Place("staging", null)],
        };
        return await store.CreateAsync(draft, Event("draft"), Cancellation);
    }

    private async Task<bool> WaitsAsync(Draft draft, DraftApprover approver) =>
        (await store.ListAsync(new DraftFilter(Approver: approver), null, 1000, Cancellation)).Any(d => d.Id == draft.Id);

    private Task<Draft> CreateAsync(Func<Draft, Draft>? change = null)
    {
        var draft = NewDraft(Put(Environment("a")));
        return store.CreateAsync(change?.Invoke(draft) ?? draft, Event("created", AuditActions.DraftCreated), Cancellation);
    }

    private Task<Draft?> UpdateAsync(Draft draft, Func<Draft, Draft> change) =>
        store.UpdateAsync(draft.Id, d => new DraftChange(change(d), Event(Subject(d), AuditActions.DraftEdited)), Cancellation);

    private async Task<long> CountApprovalsAsync(Draft draft) =>
        await database.ReadAsOwnerAsync<long>($"SELECT count(*) FROM approvals WHERE draft_id = '{draft.Id}'");
}
