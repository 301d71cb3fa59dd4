using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Retention;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Retention;

/// <summary>What is over is removed by the rights that the console has, told in the audit log, and nothing else goes.</summary>
public sealed class RetentionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2028, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DatabaseFixture database = new(postgres);
    private readonly FakeTimeProvider clock = new(Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IRetentionStore Store => database.Get<IRetentionStore>();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await database.ExecuteAsOwnerAsync(
            $"""
            INSERT INTO webhooks (id, address, events, protected_secret, protected_former_secret, added_at, added_by, failures, removed_at)
            SELECT id::uuid, 'https://hooks.example', '[]', '', '', '{At(-900)}', jsonb_build_object('kind', 'system', 'issuer', 'console', 'subject', 'system', 'name', 'system'), 0, removed::timestamptz
            FROM (VALUES ('{Id(1)}', NULL), ('{Id(2)}', '{At(-100)}'), ('{Id(3)}', '{At(-10)}')) AS v(id, removed);
            INSERT INTO webhook_messages (id, key, type, at, body) SELECT gen_random_uuid(), 'm' || n, 'revision.published', ('{At(-100)}'::timestamptz + n * interval '20 days'), json_build_object('n', n) FROM generate_series(1, 4) n;
            INSERT INTO webhook_deliveries (webhook_id, place, state, attempts, since) SELECT w::uuid, m.place, CASE WHEN m.key = 'm2' AND w = '{Id(1)}' OR m.key = 'm1' AND w = '{Id(3)}' THEN 'Pending' ELSE 'Dead' END, 1, m.at
            FROM webhook_messages m, unnest(ARRAY['{Id(1)}', '{Id(2)}', '{Id(3)}']) w;
            """);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Messages_ThatAreOver_Go_ButNotThoseThatWait()
    {
        var removed = await Job(new RetentionOptions { WebhookMessageDays = 50, RemovedDays = 0 }).RunAsync(Cancellation);
        // Of the four, two are older than 50 days; one of these waits still, and the other for a webhook that was removed.
        Assert.Equal(new RetentionCounts(1, 0, 0, 0), removed);
        Assert.Equal("m2,m3,m4", await TextAsync("SELECT string_agg(key, ',' ORDER BY key) FROM webhook_messages"));
        Assert.Equal(9, await CountAsync("webhook_deliveries"));
    }

    [Fact]
    public async Task WhatBelongsToTheRemoved_Goes_AfterItsPeriod()
    {
        Assert.Equal(new RetentionCounts(0, 1, 0, 0), await Job(new RetentionOptions { WebhookMessageDays = 0 }).RunAsync(Cancellation));
        Assert.Equal((2, 8), (await CountAsync("webhooks"), await CountAsync("webhook_deliveries")));
        Assert.Equal(4, await CountAsync("webhook_messages"));
    }

    [Fact]
    public async Task EndedTokens_AndSilentPoints_Go_ButForPointsThatKeepNumbersFromBeingUsedAgain()
    {
        await database.ExecuteAsOwnerAsync(
            $"""
            INSERT INTO tokens (id, kind, prefix, hash, owner, labels, created_at, expires_at, revoked_at, environments, service_labels)
            SELECT gen_random_uuid(), 'Puller', 'acp', decode(md5(n::text), 'hex'), jsonb_build_object(), jsonb_build_object(), '{At(-900)}', expires::timestamptz, revoked::timestamptz, '[]', '[]'
            FROM (VALUES (1, '{At(-401)}', NULL), (2, '{At(10)}', '{At(-401)}'), (3, '{At(-399)}', NULL), (4, '{At(10)}', NULL)) AS v(n, expires, revoked);
            INSERT INTO enforcement_points (id, token_id, name, environment, target, highest_revision, last_seen, polled_at, is_replay_protected, labels)
            SELECT gen_random_uuid(), gen_random_uuid(), name, 'production', 'nginx', highest, seen::timestamptz, polled::timestamptz, true, jsonb_build_object()
            FROM (VALUES ('silent', 0, '{At(-401)}', NULL), ('ahead', 7, '{At(-401)}', NULL), ('polls', 0, '{At(-900)}', '{At(-1)}'), ('seen', 0, '{At(-399)}', NULL)) AS v(name, highest, seen, polled);
            """);
        var removed = await Job(new RetentionOptions { WebhookMessageDays = 0, RemovedDays = 0 }).RunAsync(Cancellation);
        Assert.Equal(new RetentionCounts(0, 0, 2, 1), removed);
        Assert.Equal(2, await CountAsync("tokens"));
        Assert.Equal("ahead,polls,seen", await TextAsync("SELECT string_agg(name, ',' ORDER BY name) FROM enforcement_points"));
        Assert.Equal(7, await database.Get<IEnforcementPointStore>().HighestReportedRevisionAsync(Cancellation));
    }

    [Fact]
    public async Task Rollouts_Go_LineByLineFirst_AndOpenOnesStay()
    {
        await database.ExecuteAsOwnerAsync(
            $"""
            INSERT INTO revisions (number, published_at, effective_at, author, summary, policy_digest, approvals)
            SELECT n, at::timestamptz, at::timestamptz, author, summary, policy_digest, approvals
            FROM revisions, (VALUES (1, '{At(-401)}'), (2, '{At(-32)}'), (3, '{At(-30)}')) AS v(n, at) WHERE number = 0;
            INSERT INTO rollouts (revision, environment, published_at, percent, within_seconds, silent, closed_at)
            SELECT number, 'production', published_at, 95, 60, 0, published_at FROM revisions WHERE number > 0
            UNION ALL SELECT 1, 'open', '{At(-401)}', 95, 60, 0, NULL;
            INSERT INTO rollout_steps (point_id, revision, environment, target, is_concerned) SELECT gen_random_uuid(), number, 'production', 'nginx', true FROM revisions WHERE number > 0;
            """);
        var removed = await Job(new RetentionOptions { WebhookMessageDays = 0, RemovedDays = 0 }).RunAsync(Cancellation);
        Assert.Equal(new RetentionCounts(0, 0, 0, 0, 2, 1), removed);
        Assert.Equal("open,production,production", await TextAsync("SELECT string_agg(environment, ',' ORDER BY environment) FROM rollouts"));
        Assert.Equal(1, await CountAsync("rollout_steps"));
    }

    [Fact]
    public async Task Removal_IsOneAct_WithItsEvent_AndNothingIsToldOfNothing()
    {
        var job = Job(new RetentionOptions { WebhookMessageDays = 50, RemovedDays = 90 });
        await job.RunAsync(Cancellation);
        Assert.Equal(RetentionCounts.None, await job.RunAsync(Cancellation));
        var told = Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RetentionApplied), null, 10, Cancellation)).Event;
        Assert.Equal((Actor.System, "retention", "1", "1"), (told.Actor, told.Subject, told.Details["webhookMessages"], told.Details["ofRemoved"]));
    }

    [Fact]
    public async Task Much_GoesInTurns()
    {
        await database.ExecuteAsOwnerAsync($"INSERT INTO webhook_messages (id, key, type, at, body) SELECT gen_random_uuid(), 'old' || n, 't', '{At(-500)}', json_build_object() FROM generate_series(1, {RetentionJob.AtOnce + 1}) n");
        var removed = await Job(new RetentionOptions { WebhookMessageDays = 400, RemovedDays = 0 }).RunAsync(Cancellation);
        Assert.Equal(RetentionJob.AtOnce + 1, removed.Messages);
        Assert.Equal(2, (await database.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RetentionApplied), null, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task OtherReplica_AtIt_IsLeftAlone()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var other = await source.OpenConnectionAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock(7160006)", other))
            Assert.Equal(true, await hold.ExecuteScalarAsync(Cancellation));
        var job = Job(new RetentionOptions { WebhookMessageDays = 50 });
        Assert.Equal(RetentionCounts.None, await job.RunAsync(Cancellation));
        await transaction.RollbackAsync(Cancellation);
        Assert.False((await job.RunAsync(Cancellation)).IsNothing);
    }

    [Fact]
    public async Task Tables_AreListedWithTheirSizes()
    {
        var tables = (await Store.ListTablesAsync(Cancellation)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        Assert.Contains("audit_events", tables.Keys);
        Assert.All(tables.Values, t => Assert.True(t.Bytes >= 0 && t.Rows >= 0));
        Assert.True(tables["webhook_deliveries"].Bytes >= 8192);
        await database.ExecuteAsOwnerAsync("SELECT prepare_decisions(ARRAY[now()])");
        var withADay = await Store.ListTablesAsync(Cancellation);
        Assert.True(Assert.Single(withADay, t => t.Name == "decisions").Bytes >= 8192);
        Assert.DoesNotContain(withADay, t => t.Name.StartsWith("decisions_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(30, "Retention:EndedTokenDays is 30: give 31 to 3650 days, or 0")]
    [InlineData(-1, "Retention:EndedTokenDays is -1")]
    [InlineData(4000, "Retention:EndedTokenDays is 4000")]
    public void Period_ThatCannotBe_NamesItsKey(int days, string said) =>
        Assert.Contains(said, new ValidateRetentionOptions().Validate(null, new RetentionOptions { EndedTokenDays = days }).FailureMessage, StringComparison.Ordinal);

    [Fact]
    public void Periods_Given_AreFine() => Assert.True(new ValidateRetentionOptions().Validate(null, new RetentionOptions { EndedTokenDays = 0, RemovedDays = 31, SilentPointDays = 3_650 }).Succeeded);

    private RetentionJob Job(RetentionOptions options) => new(Store, Options.Create(options), clock);

    private Task<string> TextAsync(string sql) => database.ReadAsOwnerAsync<string>(sql);

    private async Task<int> CountAsync(string table) => (int)await database.ReadAsOwnerAsync<long>($"SELECT count(*) FROM {table}");

    private static string At(int days) => Now.AddDays(days).ToString("O", CultureInfo.InvariantCulture);

    private static string Id(int number) => $"01890000-0000-7000-8000-00000000000{number}";
}
