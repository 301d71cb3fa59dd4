using AccessConsole.Data.Sql;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>The right to list one organization: an advisory lock of a connection of its own, which ends with the connection, however the process ends.</summary>
internal sealed class BuildkiteLease : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly int key;

    private BuildkiteLease(NpgsqlConnection connection, int key) => (this.connection, this.key) = (connection, key);

    /// <returns>Null where another session has it.</returns>
    public static async Task<BuildkiteLease?> TryTakeAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            // Organizations whose keys are the same by chance wait for each other, and nothing else.
            var key = BitConverter.ToInt32(id.ToByteArray(), 12);
            await using var take = Command(connection, "hold_buildkite", key);
            if (await take.ExecuteScalarAsync(cancellationToken) is true)
                return new BuildkiteLease(connection, key);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // A pooled connection lives on: only letting go ends the lock now.
            await using var release = Command(connection, "release_buildkite", key);
            await release.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The server ended the session, and the lock with it.
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string script, int key)
    {
        var command = new NpgsqlCommand(SqlScripts.Read(script), connection);
        command.Parameters.Add(new NpgsqlParameter("key", key));
        return command;
    }
}
