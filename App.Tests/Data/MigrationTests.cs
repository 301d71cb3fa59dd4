using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Microsoft.EntityFrameworkCore;
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
    public async Task Model_AgainstTheMigrations_HasNoPendingChange()
    {
        await using var services = DataServices.Build("Host=localhost");
        await using var context = await services.GetRequiredService<IDbContextFactory<AccessDbContext>>().CreateDbContextAsync(Cancellation);
        Assert.False(context.Database.HasPendingModelChanges());
    }
}
