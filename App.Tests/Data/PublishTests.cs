using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class PublishTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IPolicyStore store = database.Get<IPolicyStore>();
    private readonly IBundleStore bundles = database.Get<IBundleStore>();
    private readonly IDraftStore drafts = database.Get<IDraftStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_OfAPatchWithBundles_WritesAllOfIt()
    {
        var name = Guid.NewGuid().ToString("N");
        var outcome = await store.PublishAsync(
            new PublishSubject(),
            (context, _) => Task.FromResult<PublishPlan>(Write(context, Put(Environment(name, 2)), Bundle(name, context.NextRevision))),
            Cancellation);

        var number = outcome.Revision!.Number;
        var policy = await store.LoadAsync(number, Cancellation);
        Assert.Contains(Environment(name, 2), policy!.Document.Environments);
        Assert.Equivalent(Revision(number), await store.FindRevisionAsync(number, Cancellation), strict: true);
        Assert.NotNull(await bundles.FindAsync(new BundleScope(name, Target.Opa), number, null, Cancellation));
        var events = await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"revision/{number}"), null, 10, Cancellation);
        Assert.Single(events);
    }

    [Fact]
    public async Task Publish_WhosePlanThrows_LeavesNothing()
    {
        var before = await CountRowsAsync();
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(
            () => store.PublishAsync(new PublishSubject(), (_, _) => throw new TimeZoneNotFoundException(), Cancellation));
        Assert.Equal(before, await CountRowsAsync());
    }

    [Fact]
    public async Task Publish_WhoseEventCannotBeWritten_LeavesNothing()
    {
        var before = await CountRowsAsync();
        await Assert.ThrowsAsync<PostgresException>(() => store.PublishAsync(
            new PublishSubject(),
            (context, _) => Task.FromResult<PublishPlan>(
                Write(context, Put(Environment("lost")), Bundle("lost", context.NextRevision)) with { Events = [Event("nul\0")] }),
            Cancellation));
        Assert.Equal(before, await CountRowsAsync());
    }

    [Fact]
    public async Task Publish_WhoseConnectionIsKilled_LeavesNothing()
    {
        var before = await CountRowsAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => store.PublishAsync(
            new PublishSubject(),
            async (context, _) =>
            {
                await database.ReadAsOwnerAsync<long>(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                    WHERE locktype = 'advisory' AND granted AND datname = current_database()
                    """);
                return Write(context, Put(Environment("lost")), Bundle("lost", context.NextRevision));
            },
            Cancellation));
        Assert.Equal(before, await CountRowsAsync());
    }

    [Fact]
    public async Task Publish_Refused_WritesTheEventsOnly()
    {
        var head = (await store.LoadHeadAsync(Cancellation)).Revision;
        var refusal = new PublishRefusal(PublishRefusalKind.Forbidden, "no", []);
        var subject = $"refused/{Guid.NewGuid()}";
        var outcome = await store.PublishAsync(
            new PublishSubject(), (_, _) => Task.FromResult<PublishPlan>(new PublishPlan.Refuse(refusal, [Event(subject, AuditActions.Refused)])), Cancellation);

        Assert.Same(refusal, outcome.Refusal);
        Assert.Equal(head, (await store.LoadHeadAsync(Cancellation)).Revision);
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: subject), null, 10, Cancellation));
    }

    [Fact]
    public async Task Publish_ByTwentyAtOnce_GivesEachItsOwnNextNumber()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => store.PublishAsync(Put(Environment($"parallel-{i}")))));
        Assert.Equal(Enumerable.Range(numbers.Min(), 20), numbers.Order());
    }

    [Fact]
    public async Task Publish_OfTwoDraftsOnOneBase_ShowsTheSecondTheMovedHead()
    {
        var head = (await store.LoadHeadAsync(Cancellation)).Revision;
        var first = await drafts.CreateAsync(NewDraft(Put(Environment("race")), head), Event("draft"), Cancellation);
        var second = await drafts.CreateAsync(NewDraft(Put(Environment("race", 1)), head), Event("draft"), Cancellation);

        var outcomes = await Task.WhenAll(PublishOnItsBaseAsync(first.Id), PublishOnItsBaseAsync(second.Id));

        var refused = Assert.Single(outcomes, o => o.Revision is null);
        Assert.Equal(PublishRefusalKind.BaseMoved, refused.Refusal!.Kind);
    }

    [Fact]
    public async Task Publish_OfADraft_EndsIt()
    {
        var draft = await drafts.CreateAsync(NewDraft(Put(Environment("ended"))), Event("draft"), Cancellation);
        var outcome = await store.PublishAsync(
            new PublishSubject(draft.Id), (context, _) => Task.FromResult<PublishPlan>(Write(context, context.Draft!.Patch)), Cancellation);

        var ended = await drafts.FindAsync(draft.Id, Cancellation);
        Assert.Equal((DraftState.Published, outcome.Revision!.Number, draft.Version + 1), (ended!.State, ended.PublishedAs, ended.Version));
    }

    [Fact]
    public async Task Publish_OfAnUnknownDraft_TellsThePlan()
    {
        var asked = new TaskCompletionSource<Draft?>();
        await store.PublishAsync(
            new PublishSubject(Guid.NewGuid()),
            (context, _) =>
            {
                asked.SetResult(context.Draft);
                return Task.FromResult<PublishPlan>(new PublishPlan.Refuse(new PublishRefusal(PublishRefusalKind.DraftNotFound, "gone", []), []));
            },
            Cancellation);
        Assert.Null(await asked.Task);
    }

    [Fact]
    public async Task Publish_UnderANumberThatIsUsed_Throws() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.PublishAsync(
            new PublishSubject(),
            (context, _) => Task.FromResult<PublishPlan>(Write(context with { NextRevision = context.NextRevision - 1 }, PolicyPatch.Empty)),
            Cancellation));

    private Task<PublishOutcome> PublishOnItsBaseAsync(Guid draft) => store.PublishAsync(
        new PublishSubject(draft),
        (context, _) => Task.FromResult<PublishPlan>(context.Draft!.BaseRevision == context.HeadRevision
            ? Write(context, context.Draft.Patch)
            : new PublishPlan.Refuse(new PublishRefusal(PublishRefusalKind.BaseMoved, "the base moved", []), [])),
        Cancellation);

    private Task<long> CountRowsAsync() => database.ReadAsOwnerAsync<long>(
        "SELECT (SELECT count(*) FROM revisions) + (SELECT count(*) FROM policy_objects) + (SELECT count(*) FROM bundles) + (SELECT count(*) FROM audit_events)");
}
