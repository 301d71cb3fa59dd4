using System.Globalization;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Auditing;

/// <summary>A log of some size on a real database, read again after a superuser changed it in each way.</summary>
public sealed class AuditReadingTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Token = "metrics-token-of-the-tests-0123456789";
    private const string Unlock = "ALTER TABLE audit_events DISABLE TRIGGER append_only; ALTER TABLE audit_subtrees DISABLE TRIGGER append_only; ";

    private readonly DatabaseFixture database = new(postgres);
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private AuditFindings Findings => host.Get<AuditFindings>();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, settings: [("Metrics:Token", Token)]);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("UPDATE audit_events SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'alice', 'mallory'), 'UTF8') WHERE sequence = 300", "event 300 was changed: its bytes hash to ")]
    [InlineData("UPDATE audit_events SET canonical = '\\xff', leaf_hash = '\\x00' WHERE sequence = 300", "event 300 was changed: its bytes, which are no event any more, hash to ")]
    [InlineData("DELETE FROM audit_events WHERE sequence = 300", "event 300 was removed")]
    [InlineData("DELETE FROM audit_events WHERE sequence = 300; INSERT INTO audit_events SELECT 300, at, actor_issuer, actor_subject, action, subject, canonical, leaf_hash FROM audit_events WHERE sequence = 299", "where event 300 belongs stands event 299")]
    [InlineData("UPDATE audit_events SET sequence = -1 WHERE sequence = 300; UPDATE audit_events SET sequence = 300 WHERE sequence = 301; UPDATE audit_events SET sequence = 301 WHERE sequence = -1", "where event 301 belongs stands event 300")]
    [InlineData("UPDATE audit_events SET actor_subject = 'bob', action = 'sign_in.ended' WHERE sequence = 300", "say otherwise of who acted and the act")]
    [InlineData("UPDATE audit_events SET at = at - interval '1 day' WHERE sequence = 300", "say otherwise of its time")]
    [InlineData("DELETE FROM audit_subtrees WHERE level = 0 AND index = 300", "the stored hash of event 300 is missing")]
    [InlineData("UPDATE audit_subtrees SET hash = sha256('x') WHERE level = 0 AND index = 300", "event 300 was changed")]
    [InlineData("UPDATE audit_events SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), '\"sequence\":300,', '\"sequence\":7,'), 'UTF8') WHERE sequence = 300; "
        + "UPDATE audit_subtrees SET hash = (SELECT sha256('\\x00'::bytea || canonical) FROM audit_events WHERE sequence = 300) WHERE level = 0 AND index = 300", "event 300 says of itself that it is event 7")]
    public async Task Row_ThatASuperuserChanged_IsFoundAndNamed(string change, string named)
    {
        await AppendAsync(600);
        await database.ExecuteAsOwnerAsync(Unlock + change);
        await host.Get<AuditReading>().ReadOnAsync(Cancellation);

        Assert.Contains(Findings.List(), f => f.Message.Contains(named, StringComparison.Ordinal));
        Assert.All(Findings.List(), f => Assert.True(f.First is 300 or 301 || f.Kind == AuditFindingKind.Rewritten, f.Message));
        Assert.Contains($"access_audit_findings {Findings.List().Count.ToString(CultureInfo.InvariantCulture)}", (await MetricsAsync()).Replace("{otel_scope_name=\"AccessConsole\"}", "", StringComparison.Ordinal), StringComparison.Ordinal);
        using var ready = await host.Anonymous.GetAsync("/readyz", Cancellation);
        Assert.True(ready.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Log_ThatNobodyChanged_IsReadToTheEndWithoutAFinding()
    {
        await AppendAsync(600);
        var before = Findings.ReadToTheEndAt;
        await host.Get<AuditReading>().ReadOnAsync(Cancellation);

        Assert.Empty(Findings.List());
        Assert.True(Findings.ReadToTheEndAt > (before ?? DateTimeOffset.MinValue));
    }

    [Fact]
    public async Task Finding_OnceTheRowIsAsItWas_IsGone()
    {
        await AppendAsync(300);
        await database.ExecuteAsOwnerAsync(Unlock + "UPDATE audit_events SET action = 'x' WHERE sequence = 20");
        await host.Get<AuditReading>().ReadOnAsync(Cancellation);
        Assert.Equal(20, Assert.Single(Findings.List()).First);

        var told = false;
        Findings.Changed += () => told = true;
        await database.ExecuteAsOwnerAsync("UPDATE audit_events SET action = 'draft.edited' WHERE sequence = 20");
        await host.Get<AuditReading>().ReadOnAsync(Cancellation);
        Assert.Empty(Findings.List());
        Assert.True(told);
    }

    [Theory]
    [InlineData("level = 8 AND index = 200", 51_200, 51_455)]
    [InlineData("level = 16 AND index = 0", 0, 65_535)]
    public async Task HashOverEvents_ThatWasRewritten_IsFoundAtItsLevel(string which, long first, long last)
    {
        await AppendAsync(70_000);
        await database.ExecuteAsOwnerAsync(Unlock + $"UPDATE audit_subtrees SET hash = sha256('x') WHERE {which}");
        for (var read = 0L; read < 70_000 + AuditReading.LeastAtOnce; read += AuditReading.LeastAtOnce)
            await host.Get<AuditReading>().ReadOnAsync(Cancellation);

        Assert.Contains(Findings.List(), f => f.Kind == AuditFindingKind.Rewritten && (f.First, f.Last) == (first, last));
    }

    [Fact]
    public async Task Event_WhoseLeafWasRewrittenWithIt_ContradictsTheHashOverBoth()
    {
        await AppendAsync(600);
        await database.ExecuteAsOwnerAsync(Unlock + """
            UPDATE audit_events SET canonical = convert_to(replace(convert_from(canonical, 'UTF8'), 'alice', 'mallory'), 'UTF8'), actor_subject = 'mallory' WHERE sequence = 300;
            UPDATE audit_subtrees SET hash = (SELECT sha256('\x00'::bytea || canonical) FROM audit_events WHERE sequence = 300) WHERE level = 0 AND index = 300
            """);
        await host.Get<AuditReading>().ReadOnAsync(Cancellation);

        Assert.Equal((256, 511), Assert.Single(Findings.List()) is var finding ? (finding.First, finding.Last) : default);
    }

    /// <summary>So many events in one statement, as the console writes them.</summary>
    private async Task AppendAsync(int count)
    {
        var begin = await database.ReadAsOwnerAsync<long>("SELECT coalesce(max(sequence) + 1, 0) FROM audit_events");
        await database.ExecuteAsOwnerAsync($$$"""
            INSERT INTO audit_events (sequence, at, actor_issuer, actor_subject, action, subject, canonical, leaf_hash)
            SELECT n, '2026-03-01T12:00:00Z', 'demo', 'alice', 'draft.edited', 'draft/' || n, canonical, sha256('\x00'::bytea || canonical)
            FROM generate_series({{{begin}}}, {{{begin + count - 1}}}) AS n
            CROSS JOIN LATERAL (SELECT convert_to('{"sequence":' || n || ',"at":"2026-03-01T12:00:00.000000Z","actor":{"kind":"Person","issuer":"demo","subject":"alice","name":"Alice","token":null},"action":"draft.edited","subject":"draft/' || n || '","details":{}}', 'UTF8') AS canonical) AS bytes
            """);
        await host.Get<AuditCheckpoints>().AdvanceAsync(Cancellation);
        Assert.Equal(begin + count, await host.Get<IAuditTree>().CountAsync(Cancellation));
    }

    private async Task<string> MetricsAsync() => await host.WithToken(Token).GetStringAsync("/metrics", Cancellation);
}
