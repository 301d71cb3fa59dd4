using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Auditing;

/// <summary>The log's tree and its checkpoints on a real database, and what a superuser's changes come to.</summary>
public sealed class AuditCheckpointTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleFixture console = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConsoleHost Host => console.Host;

    private AuditCheckpoints Checkpoints => Host.Get<AuditCheckpoints>();

    public ValueTask InitializeAsync() => console.InitializeAsync();

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Proofs_OfEveryKind_LeadToTheSignedRoot()
    {
        var first = await AdvancedAsync();
        for (var i = 0; i < 300; i++)
            await Host.Get<IAuditLog>().AppendAsync(Event($"act/{i}"), Cancellation);
        var head = await AdvancedAsync();
        Assert.True(head.Size >= first.Size + 300);

        for (var sequence = 0L; sequence < head.Size; sequence += 23)
        {
            var answer = await GetAsync($"events/{sequence}/proof?size={head.Size}");
            var canonical = Encoding.UTF8.GetBytes(answer.Text("event"));
            Assert.Equal(sequence, AuditEncoding.Decode(canonical).Sequence);
            Assert.True(ProofVerification.IsIncluded(AuditEncoding.LeafHash(canonical), sequence, head.Size, Hashes(answer), head.Root.Span));
        }

        var continued = await GetAsync($"consistency?from={first.Size}&to={head.Size}");
        Assert.True(ProofVerification.IsConsistent(first.Size, first.Root.Span, head.Size, head.Root.Span, Hashes(continued)));
        Assert.Equal(first.Size, (await CheckpointAsync($"?size={first.Size}")).Size);
    }

    [Fact]
    public async Task Proofs_ThatCannotBe_SayWhy()
    {
        var head = await AdvancedAsync();
        await Host.Bootstrap.CallAsync("GET", "/api/v1/audit/events/1000000/proof").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Host.Bootstrap.CallAsync("GET", "/api/v1/audit/events/0/proof?size=1000000").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Host.Bootstrap.CallAsync("GET", $"/api/v1/audit/consistency?from={head.Size + 1}&to={head.Size}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await Host.Bootstrap.CallAsync("GET", "/api/v1/audit/checkpoint?size=0").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Tree_ByManyAtOnce_IsStoredOnceAndSignedOnceForEachSize()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            await Host.Get<IAuditLog>().AppendAsync(Event($"parallel/{i}"), Cancellation);
            await Checkpoints.AdvanceAsync(Cancellation);
        }));
        var head = await AdvancedAsync();

        var range = new CompactRange();
        foreach (var record in (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(), null, 10_000, Cancellation)).Where(r => r.Sequence < head.Size).OrderBy(r => r.Sequence))
            range.Append(AuditEncoding.LeafHash(record.Canonical.Span));
        Assert.Equal((head.Size, Convert.ToHexString(head.Root.Span)), (range.Size, Convert.ToHexString(range.Root())));
    }

    [Fact]
    public async Task Checkpoint_ThatIsNewest_GoesOutWithStatementsOfFreshness()
    {
        var puller = Host.WithToken((await Host.Bootstrap.MakePullerTokenAsync()).Text);
        var head = await AdvancedAsync();

        using var answer = await puller.PullAsync();

        var carried = FreshnessHeader.CheckpointOf(answer);
        var opened = Checkpoint.Open(carried, NoteKey.Parse(await Host.Bootstrap.GetStringAsync("/api/v1/audit/key", Cancellation)));
        Assert.True(opened.IsVerified, opened.Refusal?.Message);
        // The console's own sequencer may have gone on since.
        Assert.InRange(opened.Value.Size, head.Size, long.MaxValue);
        var kept = await CheckpointAsync($"?size={opened.Value.Size}");
        Assert.True(opened.Value.Root.Span.SequenceEqual(kept.Root.Span));
    }

    [Theory]
    [InlineData("DELETE FROM audit_subtrees")]
    [InlineData("UPDATE audit_subtrees SET hash = '\\x00'")]
    [InlineData("TRUNCATE audit_checkpoints")]
    [InlineData("SET session_replication_role = replica; UPDATE audit_checkpoints SET note = ''")]
    public async Task Evidence_ChangedByTheOwner_IsRefused(string change)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => console.Database.ExecuteAsOwnerAsync(change));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Theory]
    [InlineData("UPDATE audit_events SET canonical = canonical || convert_to(' ', 'UTF8') WHERE sequence = {0}", "event {0} ")]
    [InlineData("DELETE FROM audit_events WHERE sequence = {0}", "event {0} ")]
    [InlineData("UPDATE audit_subtrees SET hash = sha256('x') WHERE level = 0 AND index = 0", "checkpoint of {0} events")]
    [InlineData("DELETE FROM audit_subtrees WHERE level = 0 AND index = 0", "events 0 to 0 is missing")]
    [InlineData("UPDATE audit_checkpoints SET root = sha256('x'), note = replace(note, encode(root, 'base64'), encode(sha256('x'), 'base64'))", "was changed")]
    [InlineData("DELETE FROM audit_checkpoints; UPDATE audit_subtrees SET hash = sha256('x') WHERE level = 0 AND index = 0", "checkpoint of {0} events")]
    public async Task Log_ChangedBySomebodyWithAllRights_IsNotSignedAgain(string change, string named)
    {
        for (var i = 0; i < 3; i++)
            await Host.Get<IAuditLog>().AppendAsync(Event($"act/{i}"), Cancellation);
        var head = await AdvancedAsync();
        // Two acts and the change are one transaction, as no replica's sequencer may come between them.
        var size = head.Size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var disabled = string.Concat(new[] { "audit_events", "audit_subtrees", "audit_checkpoints" }.Select(table => $"ALTER TABLE {table} DISABLE TRIGGER append_only; "));
        await console.Database.ExecuteAsOwnerAsync(
            $"{disabled} INSERT INTO audit_events SELECT sequence + {size} + n, at, actor_issuer, actor_subject, action, subject, canonical, sha256('\\x00'::bytea || canonical) FROM audit_events, generate_series(0, 1) n WHERE sequence = 0;"
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, change, size));

        var refused = await Assert.ThrowsAsync<AuditTreeException>(() => Checkpoints.AdvanceAsync(Cancellation));
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, named, size), refused.Message, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await Host.Anonymous.GetStringAsync("/readyz", Cancellation)).Contains("audit log", StringComparison.Ordinal), "the report of a changed log");
    }

    private async Task<Checkpoint> AdvancedAsync()
    {
        await Checkpoints.AdvanceAsync(Cancellation);
        return await CheckpointAsync("");
    }

    private async Task<Checkpoint> CheckpointAsync(string query)
    {
        var key = NoteKey.Parse(await Host.Bootstrap.GetStringAsync("/api/v1/audit/key", Cancellation));
        var opened = Checkpoint.Open(await Host.Bootstrap.GetStringAsync("/api/v1/audit/checkpoint" + query, Cancellation), key);
        Assert.True(opened.IsVerified, opened.Refusal?.Message);
        return opened.Value;
    }

    private async Task<JsonNode> GetAsync(string path) => await Host.Bootstrap.CallAsync("GET", "/api/v1/audit/" + path).JsonAsync();

    private static byte[][] Hashes(JsonNode answer) => [.. answer["proof"]!.AsArray().Select(hash => Convert.FromBase64String(hash!.GetValue<string>()))];
}
