using System.Runtime.CompilerServices;
using AccessConsole.Core.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class RevisionFeed(
    NpgsqlDataSource dataSource, IOptions<AccessDataOptions> options, TimeProvider time, ILogger<RevisionFeed> logger) : IRevisionFeed
{
    public async IAsyncEnumerable<StoreNews> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var listener = new RevisionListener(dataSource, options.Value.PollInterval, logger);
        StoreNews? last = null;
        while (true)
        {
            var newest = await listener.TryReadNextAsync(cancellationToken);
            if (newest is null)
                await Task.Delay(options.Value.ReconnectDelay, time, cancellationToken);
            else if (newest != last)
                yield return newest.Value;
            // After a lost connection the number is told again: who missed it then has another chance.
            last = newest;
        }
    }
}
