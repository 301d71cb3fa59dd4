using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class PolicyHistoryTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const int Ids = 3;

    private static readonly string[] Names = ["a", "b", "c", "d"];

    /// <summary>Patches over few names and ids, so that objects are replaced, renamed, swapped, deleted and come back; an id is upserted once.</summary>
    private static readonly Gen<PolicyPatch> Patches =
        from names in Gen.Shuffle(Names)
        from ids in Gen.Shuffle(Enumerable.Range(1, Ids).Select(i => (int?)i).Append(null).ToArray())
        from approvals in Gen.Int[0, 3].Array[Names.Length]
        from upserts in Gen.Int[0, 3]
        from deletes in Gen.Int[0, 2]
        select new PolicyPatch
        {
            Upserts = Enumerable.Range(0, upserts).Select(i => (PolicyObject)Environment(names[i], approvals[i], IdOf(ids[i]))).ToValueList(),
            Deletes = Delete([.. names.Skip(Names.Length - deletes)]).Deletes,
        };

    private readonly IPolicyStore store = database.Get<IPolicyStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_OfRandomPatches_IsWhatANaiveListOfStatesSays() => await Patches.Array[1, 8].SampleAsync(
        async patches =>
        {
            var first = await StartEmptyAsync();
            var states = new Dictionary<int, PolicyObjects> { [first] = PolicyObjects.Of(PolicyDocument.Empty) };
            var newest = first;
            foreach (var patch in patches)
            {
                var next = states[newest].Apply(patch, out _);
                newest = await store.PublishAsync(patch);
                states[newest] = next;
            }

            await AssertStatesAsync(states);
        },
        iter: 20,
        threads: 1);

    [Fact]
    public async Task Rename_OfAnObjectWithAnId_KeepsItsHistory()
    {
        var id = Guid.NewGuid();
        var created = await store.PublishAsync(Put(Environment("before", 1, id)));
        var renamed = await store.PublishAsync(Put(Environment("after", 1, id)));

        var versions = await store.ListVersionsAsync(new PolicyReference(PolicyKind.Environment, "after"), 10, Cancellation);

        Assert.Equal(
            [new ObjectVersion(renamed, null, Environment("after", 1, id)), new ObjectVersion(created, renamed, Environment("before", 1, id))], versions);
        var patch = await store.LoadPatchAsync(created, renamed, Cancellation);
        Assert.Equal(Put(Environment("after", 1, id)), patch);
    }

    [Fact]
    public async Task RevisionAt_AnInstant_IsTheNewestInForceThen()
    {
        var early = await PublishAtAsync(Noon.AddYears(50));
        var late = await PublishAtAsync(Noon.AddYears(51));

        Assert.Equal(0, (await store.FindRevisionAtAsync(DateTimeOffset.UnixEpoch.AddYears(-1), Cancellation)).Number);
        Assert.Equal(early, (await store.FindRevisionAtAsync(Noon.AddYears(51).AddTicks(-10), Cancellation)).Number);
        Assert.Equal(late, (await store.FindRevisionAtAsync(Noon.AddYears(51).ToOffset(TimeSpan.FromHours(9)), Cancellation)).Number);
    }

    [Fact]
    public async Task Changed_IsWhatStandsAndWasPublishedAsItIsAfterAnInstant()
    {
        await StartEmptyAsync();
        await PublishAtAsync(Noon.AddYears(-3), Put(Environment("old"), Environment("altered"), Environment("gone")));
        var before = await PublishAtAsync(Noon.AddYears(-2), Put(Environment("new")));
        var after = await PublishAtAsync(Noon.AddYears(-1), new PolicyPatch { Upserts = [Environment("altered", 2)], Deletes = Delete("gone").Deletes });

        Assert.Equal(["altered", "new"], await ChangedAsync(after, Noon.AddYears(-2).AddTicks(-10)));
        Assert.Equal(["altered"], await ChangedAsync(after, Noon.AddYears(-2)));
        Assert.Equal(["new"], await ChangedAsync(before, Noon.AddYears(-3).ToOffset(TimeSpan.FromHours(9))));
        Assert.Empty(await store.FindChangedAsync([PolicyKind.Grant], after, DateTimeOffset.UnixEpoch, Cancellation));

        async Task<IEnumerable<string>> ChangedAsync(int revision, DateTimeOffset instant) =>
            (await store.FindChangedAsync([PolicyKind.Environment, PolicyKind.Grant], revision, instant, Cancellation)).Select(reference => reference.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Revisions_ListedInPages_AreAllOfThemNewestFirst()
    {
        await store.PublishAsync(PolicyPatch.Empty);
        var all = await store.ListRevisionsAsync(null, 1000, Cancellation);
        var rest = await store.ListRevisionsAsync(all[0].Number, 1000, Cancellation);

        Assert.Equal(all.Skip(1).Select(r => r.Number), rest.Select(r => r.Number));
        Assert.Equal(all.Select(r => r.Number).OrderDescending(), all.Select(r => r.Number));
        Assert.Equal(0, all[^1].Number);
    }

    [Fact]
    public async Task Revisions_AreFoundByTheirWords()
    {
        var first = await store.PublishAsync(PolicyPatch.Empty);
        var second = await store.PublishAsync(PolicyPatch.Empty);
        Assert.Equal([second], await FoundAsync($"REVISION {second} ada", null));
        Assert.Contains(first, await FoundAsync("ada", second));
        Assert.DoesNotContain(second, await FoundAsync("ada", second));
        Assert.Empty(await FoundAsync("revision%", null));
        Assert.Empty(await FoundAsync("revision nobody", null));

        async Task<IEnumerable<int>> FoundAsync(string search, int? before) => (await store.ListRevisionsAsync(before, 1000, Cancellation, search)).Select(r => r.Number);
    }

    [Fact]
    public async Task Load_OfARevisionThatIsNot_IsNull() => Assert.Null(await store.LoadAsync(int.MaxValue, Cancellation));

    [Fact]
    public async Task Load_OfRevisionZero_IsTheEmptyPolicy() =>
        Assert.Equal(new StoredPolicy(0, PolicyDocument.Empty), await store.LoadAsync(0, Cancellation));

    [Fact]
    public async Task Import_OfAHundredThousandObjects_IsReadBackWhole()
    {
        var start = await StartEmptyAsync();
        var objects = Enumerable.Range(0, 100_000).Select(i => (PolicyObject)Environment($"bulk-{i:d6}", i % 4)).ToArray();
        var imported = await store.PublishAsync(Put(objects));

        var policy = await store.LoadHeadAsync(Cancellation);
        Assert.Equal(objects, policy.Document.Environments);
        Assert.Equal(objects.Length, (await store.LoadPatchAsync(start, imported, Cancellation)).Upserts.Count);
        await StartEmptyAsync();
    }

    private static Guid? IdOf(int? number) => number is { } n ? new Guid(n, 0, 0, new byte[8]) : null;

    private async Task AssertStatesAsync(Dictionary<int, PolicyObjects> states)
    {
        foreach (var (revision, state) in states)
        {
            Assert.Equal(state.ToDocument(), (await store.LoadAsync(revision, Cancellation))!.Document);
            foreach (var (later, laterState) in states.Where(s => s.Key >= revision))
            {
                var patch = await store.LoadPatchAsync(revision, later, Cancellation);
                Assert.Empty(patch.Deletes.Intersect(patch.Upserts.Select(o => o.Reference)));
                Assert.Equal(laterState.ToDocument(), state.Apply(patch, out _).ToDocument());
            }
        }
    }

    private async Task<int> StartEmptyAsync()
    {
        var head = await store.LoadHeadAsync(Cancellation);
        return await store.PublishAsync(Delete([.. head.Document.Environments.Select(e => e.Name)]));
    }

    private async Task<int> PublishAtAsync(DateTimeOffset at, PolicyPatch? patch = null)
    {
        var outcome = await store.PublishAsync(
            new PublishSubject(),
            (context, _) => Task.FromResult<PublishPlan>(new PublishPlan.Write(patch ?? PolicyPatch.Empty, Revision(context.NextRevision, at), [], [])),
            Cancellation);
        return outcome.Revision!.Number;
    }
}
