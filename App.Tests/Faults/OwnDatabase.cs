using AccessConsole.Data;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>A migrated PostgreSQL of the test's own, to stop, to start, and to hold locks in.</summary>
internal sealed class OwnDatabase(PostgresServer server) : IAsyncDisposable
{
    /// <summary>With the runtime role's rights, as the console connects.</summary>
    public string ConnectionString { get; } = DatabaseRole.Assume(server.ConnectionString);

    public static async Task<OwnDatabase> StartAsync()
    {
        var server = await PostgresServer.StartAsync();
        await DatabaseMigrator.MigrateAsync(server.ConnectionString, TestContext.Current.CancellationToken);
        return new OwnDatabase(server);
    }

    public Task StopAsync() => server.StopAsync();

    public Task StartAgainAsync() => server.StartAgainAsync();

    /// <summary>Has it answer nothing any more, and refuse nothing, until what this returns is disposed.</summary>
    public async Task<IAsyncDisposable> HangAsync()
    {
        var hang = new Hang(server);
        try
        {
            await server.HangAsync();
            return hang;
        }
        catch
        {
            await hang.DisposeAsync();
            throw;
        }
    }

    public async Task<long> CountAsync(string query)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand($"SELECT count(*) FROM {query}");
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async Task ExecuteAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Holds what the statement locks until it is disposed, as a slow neighbour would.</summary>
    public async Task<NpgsqlConnection> HoldAsync(string locking)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand($"BEGIN; {locking}", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Waits until somebody waits for what is held.</summary>
    public Task WaitForAWaiterAsync() => Eventually.HoldsAsync(async () => await CountAsync("pg_locks WHERE NOT granted") > 0, "a statement to wait for the lock");

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return server.DisposeAsync();
    }

    private sealed class Hang(PostgresServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.GoOnAsync();
    }
}
