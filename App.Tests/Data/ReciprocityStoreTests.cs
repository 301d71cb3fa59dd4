using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

/// <summary>Pairs that approve each other's changes, counted over what is stored.</summary>
public sealed class ReciprocityStoreTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IDraftStore drafts = database.Get<IDraftStore>();
    private readonly IReciprocityStore store = database.Get<IReciprocityStore>();
    private readonly Actor ann = Person("a");
    private readonly Actor ben = Person("b");
    private readonly Actor cid = Person("c");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pair_HasWhatEachApprovedOfTheOthers_AndHowMuchThatIs()
    {
        var first = await ChangeAsync(ann, [ben], Noon.AddHours(1));
        var second = await ChangeAsync(ann, [ben, cid], Noon.AddHours(3));
        await ChangeAsync(ann, [cid], Noon.AddHours(2));
        var back = await ChangeAsync(ben, [ann], Noon.AddHours(4), DraftState.Published);

        var pair = Assert.Single(await PairsAsync());
        Assert.Equal((ann.Person, ben.Person, ann.Name), (pair.First.Person, pair.Second.Person, pair.First.Name));
        Assert.Equal([(back, Noon.AddHours(4), 7)], pair.ByFirst.Select(g => (g.Draft, g.At, g.Revision!.Value)));
        Assert.Equal([(second, (int?)null), (first, null)], pair.BySecond.Select(g => (g.Draft, g.Revision)));
        Assert.Equal((3, 1), (pair.OfFirst, pair.OfSecond));
        Assert.Equal([(ben.Person, 2)], await store.CountGivenAsync(ann.Person, [ben.Person], Noon, Cancellation));
        Assert.Equal([(ben.Person, 2), (cid.Person, 2)], (await store.CountGivenAsync(ann.Person, [ben.Person, cid.Person], Noon, Cancellation)).OrderBy(c => c.Approver.Subject));
        Assert.Empty(await store.CountGivenAsync(cid.Person, [ann.Person, ben.Person], Noon, Cancellation));
    }

    [Fact]
    public async Task Approvals_OneWay_AreNoPair()
    {
        await ChangeAsync(ann, [ben], Noon.AddHours(1));
        await ChangeAsync(ben, [cid], Noon.AddHours(1));
        await ChangeAsync(cid, [ann], Noon.AddHours(1));
        Assert.Empty(await PairsAsync());
    }

    [Theory]
    [InlineData(DraftState.Submitted, true)]
    [InlineData(DraftState.Published, true)]
    [InlineData(DraftState.Editing, false)]
    [InlineData(DraftState.Declined, false)]
    [InlineData(DraftState.Withdrawn, false)]
    public async Task Approvals_CountWhereTheyLetSomebodyIn(DraftState state, bool counts)
    {
        await ChangeAsync(ann, [ben], Noon.AddHours(1));
        await ChangeAsync(ben, [ann], Noon.AddHours(1), state);
        Assert.Equal(counts, (await PairsAsync()).Count == 1);
    }

    [Fact]
    public async Task Approvals_ThatFellOrAreOlder_DoNotCount()
    {
        await ChangeAsync(ann, [ben], Noon.AddHours(1));
        var fell = await ChangeAsync(ben, [ann], Noon.AddHours(1));
        Assert.Single(await PairsAsync());
        await drafts.UpdateAsync(fell, d => new DraftChange(d with { Patch = Put(Environment($"e-{Guid.NewGuid()}")) }, Event("draft")), Cancellation);
        Assert.Empty(await PairsAsync());

        await ChangeAsync(ben, [ann], Noon.AddSeconds(-1));
        Assert.Empty(await PairsAsync());
        await ChangeAsync(ben, [ann], Noon);
        Assert.Single(await PairsAsync());
    }

    [Fact]
    public async Task Change_OfATokenOrOfTwoAuthors_IsEachPersons_Once()
    {
        await ChangeAsync(ann with { Kind = ActorKind.Token, TokenId = Guid.NewGuid() }, [ben], Noon.AddHours(1), authors: [ann, cid]);
        await ChangeAsync(ben, [ann, cid], Noon.AddHours(1));
        var pairs = await PairsAsync();
        Assert.Equal([(ann.Person, ben.Person), (ben.Person, cid.Person)], pairs.Select(p => (p.First.Person, p.Second.Person)));
        Assert.All(pairs, p => Assert.Equal((1, 1), (p.ByFirst.Count, p.BySecond.Count)));
    }

    private static Actor Person(string name) => new(ActorKind.Person, $"https://{name}.example", $"{name}-{Guid.NewGuid()}", name.ToUpperInvariant());

    private async Task<Guid> ChangeAsync(Actor owner, Actor[] approvers, DateTimeOffset at, DraftState state = DraftState.Submitted, params Actor[] authors)
    {
        var draft = NewDraft(Put(Environment($"e-{Guid.NewGuid()}"))) with
        {
            Owner = owner,
            Authors = [owner, .. authors],
            State = state,
            PublishedAs = state == DraftState.Published ? 7 : null,
            Approvals = [.. approvers.Select(a => ApprovalBy(a) with { At = at })],
        };
        return (await drafts.CreateAsync(draft, Event("draft"), Cancellation)).Id;
    }

    /// <summary>Of the people of this test.</summary>
    private async Task<IReadOnlyList<ReciprocalPair>> PairsAsync()
    {
        var people = new[] { ann.Person, ben.Person, cid.Person };
        return [.. (await store.ListPairsAsync(Noon, 1000, Cancellation)).Where(p => people.Contains(p.First.Person))];
    }
}
