using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Buildkite;

/// <summary>Connections to Buildkite are added, tested, listed and removed by admins, the same for page and API.</summary>
public sealed class BuildkiteConnections(IBuildkiteStore store, BuildkiteTokens tokens, BuildkiteApi api, BuildkiteSync sync, RequestRefusals refusals, IHostEnvironment host, TimeProvider clock)
{
    /// <summary>Why somebody may not manage connections.</summary>
    public const string Objection = "a connection to Buildkite is the whole console's: managing it needs the admin role everywhere";

    public static bool MayManage(ConsoleUser user) => user.HasEverywhere(ConsoleRole.Admin);

    public async Task<ConnectionResult> AddAsync(ConsoleUser user, ConnectionRequest request, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return await RefuseAsync(user, AuditActions.BuildkiteAdded, "buildkite", cancellationToken);
        if (request.Problems(host.IsDevelopment()) is { Count: > 0 } problems)
            return new ConnectionResult(null, problems, null);
        var connection = new BuildkiteConnection
        {
            Id = Guid.CreateVersion7(),
            Organization = request.Organization!.Trim(),
            Address = request.Origin,
            ProtectedToken = "",
            AddedAt = clock.GetUtcNow(),
            AddedBy = user.Actor,
        };
        var added = await store.AddAsync(
            connection,
            id => tokens.Protect(id, connection.Organization, connection.Address, request.Token!.Trim()),
            id => Event(user, AuditActions.BuildkiteAdded, connection with { Id = id }),
            cancellationToken);
        return added is not null
            ? ConnectionResult.Done(added)
            : ConnectionResult.Wrong(new Diagnostic(ConnectionRequest.Code, Severity.Error, $"the organization `{connection.Organization}` is connected already: replace its token, or remove it first", "/organization"));
    }

    public async Task<ConnectionResult> ReplaceTokenAsync(ConsoleUser user, Guid id, string? token, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return await RefuseAsync(user, AuditActions.BuildkiteTokenReplaced, $"buildkite/{id}", cancellationToken);
        if (ConnectionRequest.TokenProblems(token).ToArray() is { Length: > 0 } problems)
            return ConnectionResult.Wrong(problems);
        if (await store.FindAsync(id, cancellationToken) is not { } connection)
            return ConnectionResult.NotFound;
        var stored = tokens.Protect(id, connection.Organization, connection.Address, token!.Trim());
        return await store.ReplaceTokenAsync(id, stored, Event(user, AuditActions.BuildkiteTokenReplaced, connection), cancellationToken)
            ? ConnectionResult.Done(connection with { ProtectedToken = stored })
            : ConnectionResult.NotFound;
    }

    public async Task<ConnectionResult> RemoveAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return await RefuseAsync(user, AuditActions.BuildkiteRemoved, $"buildkite/{id}", cancellationToken);
        return await store.FindAsync(id, cancellationToken) is { } connection
            && await store.RemoveAsync(id, Event(user, AuditActions.BuildkiteRemoved, connection), cancellationToken)
            ? ConnectionResult.Done(connection)
            : ConnectionResult.NotFound;
    }

    /// <summary>Asks Buildkite each thing that a listing needs.</summary>
    /// <returns>The checks; none where the act was not done.</returns>
    public async Task<(ConnectionResult Result, IReadOnlyList<BuildkiteCheck> Checks)> TestAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return (await RefuseAsync(user, "buildkite.test", $"buildkite/{id}", cancellationToken), []);
        if (await store.FindAsync(id, cancellationToken) is not { } connection)
            return (ConnectionResult.NotFound, []);
        if (tokens.Open(connection) is not { } token)
            return (ConnectionResult.Done(connection), [new BuildkiteCheck("token", BuildkiteSync.TokenClosed)]);
        var access = new BuildkiteAccess(new Uri(connection.Address), connection.Organization, token);
        return (ConnectionResult.Done(connection), await api.TestAsync(access, cancellationToken));
    }

    /// <summary>Lists the organization now.</summary>
    /// <returns>How the listing went; null where the act was not done.</returns>
    public async Task<(ConnectionResult Result, SyncOutcome? Outcome)> SyncAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        if (!MayManage(user))
            return (await RefuseAsync(user, "buildkite.sync", $"buildkite/{id}", cancellationToken), null);
        var outcome = await sync.RunAsync(id, isDue: null, cancellationToken);
        return outcome.Kind != SyncKind.NotFound && await store.FindAsync(id, cancellationToken) is { } connection
            ? (ConnectionResult.Done(connection), outcome)
            : (ConnectionResult.NotFound, null);
    }

    private async Task<ConnectionResult> RefuseAsync(ConsoleUser user, string action, string subject, CancellationToken cancellationToken)
    {
        await refusals.RecordAsync(user, action, subject, Objection, cancellationToken);
        return ConnectionResult.Refused(Objection);
    }

    private AuditEvent Event(ConsoleUser user, string action, BuildkiteConnection connection) => new(
        clock.GetUtcNow(), user.Actor, action, $"buildkite/{connection.Id}", new Dictionary<string, string?>
        {
            ["organization"] = connection.Organization,
            ["address"] = connection.Address,
        });
}
