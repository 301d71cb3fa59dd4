using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data;

/// <summary>Brings a database to the newest schema.</summary>
public static class DatabaseMigrator
{
    // Any number that nothing else in this database uses for an advisory lock.
    private const long MigrationLock = 0x6163_6365_7373_6d67;

    /// <summary>
    /// Applies what is missing; does nothing, and needs no rights to change the schema, where nothing is. Safe to run from several
    /// replicas at once.
    /// </summary>
    /// <exception cref="NpgsqlException">The server cannot be reached or refused.</exception>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        await using var context = CreateContext(dataSource);
        if (!(await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            return;

        await using var held = await HoldLockAsync(dataSource, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>
    /// Lets one replica migrate at a time. The migrator's own lock on PostgreSQL ends with each migration's transaction, so that two replicas
    /// that both found several missing would apply the later ones twice. This one ends with the connection, however the process ends.
    /// </summary>
    private static async Task<NpgsqlConnection> HoldLockAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({MigrationLock})", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private static AccessDbContext CreateContext(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<AccessDbContext>();
        options.UseAccessStore(dataSource);
        return new AccessDbContext(options.Options);
    }
}
