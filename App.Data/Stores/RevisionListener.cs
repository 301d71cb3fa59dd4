using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>A connection of its own that waits for notifications, and is replaced when it is lost.</summary>
internal sealed class RevisionListener(NpgsqlDataSource dataSource, TimeSpan pollInterval, ILogger logger) : IAsyncDisposable
{
    private NpgsqlConnection? connection;
    private bool isUnreachable;

    /// <summary>What is newest: at once on a new connection, else after a notification or the poll interval.</summary>
    /// <returns>Null where the database could not be reached.</returns>
    public async Task<StoreNews?> TryReadNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (connection is null)
                connection = await ConnectAsync(cancellationToken);
            else
                await connection.WaitAsync(pollInterval, cancellationToken);
            var newest = await ReadNewestAsync(connection, cancellationToken);
            isUnreachable = false;
            return newest;
        }
        catch (NpgsqlException error)
        {
            // Once for each outage, not for each attempt.
            if (!isUnreachable)
                logger.LogWarning(error, "the database cannot be reached to listen for revisions; trying again");
            isUnreachable = true;
            await DisposeAsync();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connection = null;
    }

    // Listening starts before the first question, so that nothing published in between is missed.
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var opened = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var listen = new NpgsqlCommand(SqlScripts.Read("listen_revision"), opened);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private static async Task<StoreNews> ReadNewestAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var question = new NpgsqlCommand(SqlScripts.Read("newest_revision"), connection);
        await using var newest = await question.ExecuteReaderAsync(cancellationToken);
        await newest.ReadAsync(cancellationToken);
        return new StoreNews(newest.GetInt32(0), newest.GetInt64(1));
    }
}
