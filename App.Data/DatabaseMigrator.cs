using AccessConsole.Data.Sql;
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
        var applied = await ListAppliedAsync(dataSource, cancellationToken);
        if (context.Database.GetMigrations().All(applied.Contains))
            return;

        await using var held = await HoldLockAsync(dataSource, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>By a query of our own: for one of its own EF Core builds another model, which takes a start a third of a second.</summary>
    private static async Task<IReadOnlySet<string>> ListAppliedAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await using var command = dataSource.CreateCommand(SqlScripts.Read("list_migrations"));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                applied.Add(reader.GetString(0));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // A database that nothing was applied to.
        }

        return applied;
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
