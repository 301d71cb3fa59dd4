using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data;

/// <summary>Brings a database to the newest schema.</summary>
public static class DatabaseMigrator
{
    /// <summary>
    /// Applies what is missing; does nothing, and needs no rights to change the schema, where nothing is. Safe to run from several
    /// replicas at once.
    /// </summary>
    /// <exception cref="NpgsqlException">The server cannot be reached or refused.</exception>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var context = CreateContext(dataSource);
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await context.Database.MigrateAsync(cancellationToken);
    }

    private static AccessDbContext CreateContext(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<AccessDbContext>();
        options.UseAccessStore(dataSource);
        return new AccessDbContext(options.Options);
    }
}
