using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.Telemetry;

namespace AccessConsole.Buildkite;

/// <summary>Lists an organization and stores what is there: the whole of it, or why not.</summary>
public sealed class BuildkiteSync(IBuildkiteStore store, BuildkiteTokens tokens, BuildkiteApi api, ConsoleMetrics metrics, TimeProvider clock, ILogger<BuildkiteSync> log)
{
    internal const string TokenClosed = "this replica's keys do not open the stored token: give the token again, or let the replicas share Console__SessionKeyDirectory";

    /// <summary>Longer than any listing within the limits takes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>A listing of this replica's ended, well or not; told by the connection's id.</summary>
    public event Action<Guid>? Ended;

    /// <param name="isDue">Asked again once nobody else can be listing; null lists in any case.</param>
    public async Task<SyncOutcome> RunAsync(Guid id, Func<BuildkiteConnection, bool>? isDue, CancellationToken cancellationToken)
    {
        await using var lease = await store.TryHoldAsync(id, cancellationToken);
        if (lease is null)
            return new SyncOutcome(SyncKind.Busy, "a listing of this organization is under way");
        if (await store.FindAsync(id, cancellationToken) is not { } connection)
            return new SyncOutcome(SyncKind.NotFound);
        if (isDue?.Invoke(connection) == false)
            return new SyncOutcome(SyncKind.Busy);
        // Another replica may hold the keys: that this one does not is no failure of the connection.
        if (tokens.Open(connection) is not { } token)
            return new SyncOutcome(SyncKind.Failed, TokenClosed);
        var outcome = await ListAsync(connection, new BuildkiteAccess(new Uri(connection.Address), connection.Organization, token), cancellationToken);
        metrics.CountBuildkiteListing(connection.Organization, outcome.Kind == SyncKind.Listed ? "listed" : "failed");
        Listeners.Tell(Ended, id, log);
        return outcome;
    }

    private async Task<SyncOutcome> ListAsync(BuildkiteConnection connection, BuildkiteAccess access, CancellationToken cancellationToken)
    {
        var begun = clock.GetUtcNow();
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var known = (await store.LoadPipelinesAsync(connection.Id, cancellationToken)).Where(p => p.GoneAt is null).Select(p => p.Pipeline).ToList();
            var listing = await api.ListAsync(access, known, either.Token);
            if (connection.OrganizationId is { } former && former != listing.Id)
                throw new BuildkiteException($"`{connection.Organization}` is another organization than it was: its UUID was `{former}` and is `{listing.Id}`; remove the connection and add it again if that is meant");
            return await store.SaveListingAsync(connection.Id, listing, begun, cancellationToken)
                ? new SyncOutcome(SyncKind.Listed, Pipelines: listing.Pipelines.Count)
                : new SyncOutcome(SyncKind.NotFound);
        }
        catch (BuildkiteException e)
        {
            return await FailedAsync(connection, e.Message, begun, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailedAsync(connection, $"the listing took longer than {Longest.TotalMinutes:0} minutes", begun, cancellationToken);
        }
    }

    private async Task<SyncOutcome> FailedAsync(BuildkiteConnection connection, string failure, DateTimeOffset at, CancellationToken cancellationToken)
    {
        log.LogWarning("organization {Organization} could not be listed at Buildkite: {Failure}", connection.Organization, failure);
        await store.SaveFailureAsync(connection.Id, failure, at, cancellationToken);
        return new SyncOutcome(SyncKind.Failed, failure);
    }
}
