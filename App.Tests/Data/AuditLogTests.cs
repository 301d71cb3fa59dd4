using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class AuditLogTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private readonly IAuditLog log = database.Get<IAuditLog>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_ByManyAtOnce_GivesASequenceWithoutGaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => log.AppendAsync(Event($"parallel/{i}"), Cancellation)));

        var records = await log.ListAsync(new AuditFilter(), null, 10_000, Cancellation);
        Assert.Equal(Enumerable.Range(0, records.Count).Select(i => (long)i).Reverse(), records.Select(r => r.Sequence));
        Assert.Equal(40, records.Select(r => r.Event.Subject).Where(s => s.StartsWith("parallel/", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public async Task Append_OfAnEvent_StoresItsCanonicalBytesAndLeaf()
    {
        var auditEvent = Event("canonical/1") with { Details = new Dictionary<string, string?> { ["z"] = "1", ["a"] = null } };
        await log.AppendAsync(auditEvent, Cancellation);

        var record = Assert.Single(await log.ListAsync(new AuditFilter(Subject: "canonical/1"), null, 10, Cancellation));
        Assert.Equal(AuditEncoding.Encode(record.Sequence, auditEvent), record.Canonical.ToArray());
        Assert.Equivalent(auditEvent, record.Event, strict: true);
        var leaf = await database.ReadAsOwnerAsync<byte[]>("SELECT leaf_hash FROM audit_events WHERE subject = 'canonical/1'");
        Assert.Equal(AuditEncoding.LeafHash(record.Canonical.Span), leaf);
        Assert.True(await database.ReadAsOwnerAsync<bool>("SELECT bool_and(leaf_hash = sha256('\\x00'::bytea || canonical)) FROM audit_events"));
    }

    [Fact]
    public async Task List_ByActionBelowASequence_IsNewestFirst()
    {
        for (var i = 0; i < 3; i++)
            await log.AppendAsync(Event("filtered", AuditActions.Exported), Cancellation);

        var all = await log.ListAsync(new AuditFilter(AuditActions.Exported), null, 10, Cancellation);
        var rest = await log.ListAsync(new AuditFilter(AuditActions.Exported), all[0].Sequence, 1, Cancellation);
        Assert.Equal(3, all.Count);
        Assert.Equal(all[1].Sequence, Assert.Single(rest).Sequence);
    }
}
