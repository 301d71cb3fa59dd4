using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AccessConsole.Tests.Data;

public sealed class MigrationTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_OfAnEmptyDatabaseByTwoAtOnceAndAgain_LeavesRevisionZero()
    {
        var connectionString = await postgres.CreateEmptyDatabaseAsync();
        await Task.WhenAll(
            DatabaseMigrator.MigrateAsync(connectionString, Cancellation), DatabaseMigrator.MigrateAsync(connectionString, Cancellation));
        await DatabaseMigrator.MigrateAsync(DatabaseRole.Assume(connectionString), Cancellation);

        await using (var services = DataServices.Build(DatabaseRole.Assume(connectionString)))
            Assert.Equal(0, (await services.GetRequiredService<IPolicyStore>().LoadHeadAsync(Cancellation)).Revision);
        await postgres.DropDatabaseAsync(connectionString);
    }

    [Fact]
    public async Task Drafts_SubmittedBeforeThereWerePlaces_WaitForWhoApprovesEveryServiceThere()
    {
        var connectionString = await postgres.CreateEmptyDatabaseAsync();
        await using (var services = DataServices.Build(connectionString))
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<AccessDbContext>>().CreateDbContextAsync(Cancellation);
            var migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("DraftUndoes", cancellationToken: Cancellation);
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO drafts (id, version, title, base_revision, patch, state, created_at, updated_at, owner, authors, content_version, environments)
                SELECT gen_random_uuid(), 1, title, 0, '[]'::jsonb, 'Submitted', now(), now(), '[]'::jsonb, '[]'::jsonb, 1, environments
                FROM (VALUES ('scoped', '["production", "staging"]'::jsonb), ('nowhere', '[]'::jsonb)) former (title, environments)
                """,
                Cancellation);
            await migrator.MigrateAsync("ScopesByLabel", cancellationToken: Cancellation);
            Assert.Equal(["nowhere: []", """scoped: [{"environment": "production"}, {"environment": "staging"}]"""], await context.Database.SqlQuery<string>($"SELECT title || ': ' || places::text AS \"Value\" FROM drafts ORDER BY title").ToArrayAsync(Cancellation));
            await migrator.MigrateAsync("DraftUndoes", cancellationToken: Cancellation);
            Assert.Equal(["nowhere: []", """scoped: ["production", "staging"]"""], await context.Database.SqlQuery<string>($"SELECT title || ': ' || environments::text AS \"Value\" FROM drafts ORDER BY title").ToArrayAsync(Cancellation));
        }

        await postgres.DropDatabaseAsync(connectionString);
    }

    [Fact]
    public async Task Model_AgainstTheMigrations_HasNoPendingChange()
    {
        await using var services = DataServices.Build("Host=localhost");
        await using var context = await services.GetRequiredService<IDbContextFactory<AccessDbContext>>().CreateDbContextAsync(Cancellation);
        Assert.False(context.Database.HasPendingModelChanges());
    }
}
