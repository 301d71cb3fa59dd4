using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

public sealed class AppendOnlyTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static readonly string[] Tables = ["revisions", "bundles", "approvals", "issuer_key_sets", "audit_events", "policy_objects", "draft_entries", "break_glass_reviews", "grant_requests", "grant_request_steps", "campaigns", "campaign_items"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Changes() =>
    [
        .. Tables.SelectMany(table => new[] { $"DELETE FROM {table}", $"TRUNCATE {table} CASCADE", $"SET session_replication_role = replica; DELETE FROM {table}" }),
        "UPDATE revisions SET summary = ''",
        "UPDATE bundles SET archive = ''",
        "UPDATE approvals SET content_version = 9",
        "UPDATE issuer_key_sets SET is_held = false",
        "UPDATE break_glass_reviews SET comment = ''",
        "UPDATE draft_entries SET text = ''",
        "UPDATE audit_events SET canonical = ''",
        "UPDATE grant_request_steps SET number = 9",
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task History_ChangedByTheOwner_IsRefused(string change)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsOwnerAsync(change));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Theory]
    [InlineData("UPDATE policy_objects SET body = '{}', valid_to = 99 WHERE name = 'standing'")]
    [InlineData("UPDATE policy_objects SET name = 'other', valid_to = 99 WHERE name = 'standing'")]
    [InlineData("UPDATE policy_objects SET valid_from = 0, valid_to = 99 WHERE name = 'standing'")]
    [InlineData("UPDATE policy_objects SET valid_to = 99 WHERE name = 'ended'")]
    [InlineData("UPDATE policy_objects SET valid_to = NULL WHERE name = 'ended'")]
    public async Task ObjectState_RewrittenByTheOwner_IsRefused(string change)
    {
        var store = database.Get<IPolicyStore>();
        await store.PublishAsync(Put(Environment("standing"), Environment("ended")));
        await store.PublishAsync(Delete("ended"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsOwnerAsync(change));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Theory]
    [InlineData("CREATE TABLE extra (id int)")]
    [InlineData("ALTER TABLE revisions DISABLE TRIGGER append_only")]
    [InlineData("DELETE FROM drafts")]
    [InlineData("UPDATE policy_objects SET body = '{}'")]
    [InlineData("TRUNCATE audit_events")]
    public async Task RuntimeRole_WithoutTheRight_IsRefused(string statement)
    {
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = dataSource.CreateCommand(statement);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
