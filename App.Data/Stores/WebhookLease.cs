using AccessConsole.Data.Sql;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>The right to deliver to webhooks: an advisory lock of a connection of its own, which ends with the connection, however the process ends.</summary>
internal sealed class WebhookLease : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private WebhookLease(NpgsqlConnection connection) => this.connection = connection;

    /// <returns>Null where another session has it.</returns>
    public static async Task<WebhookLease?> TryTakeAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var take = new NpgsqlCommand(SqlScripts.Read("hold_webhooks"), connection);
            if (await take.ExecuteScalarAsync(cancellationToken) is true)
                return new WebhookLease(connection);
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
            await using var release = new NpgsqlCommand(SqlScripts.Read("release_webhooks"), connection);
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
}
