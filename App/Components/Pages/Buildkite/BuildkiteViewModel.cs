using AccessConsole.Buildkite;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Buildkite;

/// <summary>Connections to Buildkite, and the acts on them.</summary>
public sealed class BuildkiteViewModel(IBuildkiteStore store, BuildkiteConnections connections)
{
    private readonly Dictionary<Guid, IReadOnlyList<BuildkiteCheck>> tests = [];
    private readonly HashSet<Guid> busy = [];

    public IReadOnlyList<BuildkiteConnection> Connections { get; private set; } = [];

    public ConnectionForm Form { get; set; } = new();

    public IReadOnlyList<Diagnostic> Problems { get; private set; } = [];

    /// <summary>Why the newest act was not done; null where it was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Which one is asked about before it ends.</summary>
    public Guid? Removing { get; set; }

    /// <summary>Which one is given another token.</summary>
    public Guid? Replacing { get; set; }

    /// <summary>The other token as it is typed.</summary>
    public string Replacement { get; set; } = "";

    public IReadOnlyList<BuildkiteCheck> TestOf(Guid id) => tests.GetValueOrDefault(id, []);

    public bool IsBusy(Guid id) => busy.Contains(id);

    public IReadOnlyList<Diagnostic> At(string pointer) => Replacing is null ? [.. Problems.Where(p => p.Pointer == pointer)] : [];

    public IReadOnlyList<Diagnostic> ReplacementProblems => Replacing is null ? [] : Problems;

    public async Task LoadAsync(CancellationToken cancellationToken) => Connections = await store.ListAsync(cancellationToken);

    /// <summary>Adds the form's connection and lists its organization at once.</summary>
    public async Task AddAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        Replacing = null;
        var added = await connections.AddAsync(user, Form.ToRequest(), cancellationToken);
        Take(added);
        if (added.Connection is not { } connection)
            return;
        Form = new ConnectionForm();
        await LoadAsync(cancellationToken);
        await SyncAsync(user, connection.Id, cancellationToken);
    }

    public async Task SyncAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        if (!busy.Add(id))
            return;
        try
        {
            var (result, outcome) = await connections.SyncAsync(user, id, cancellationToken);
            Take(result);
            if (outcome?.Kind == SyncKind.Busy || outcome?.Failure == BuildkiteSync.TokenClosed)
                Refusal = outcome.Failure ?? "the organization was listed just now";
        }
        finally
        {
            busy.Remove(id);
        }

        await LoadAsync(cancellationToken);
    }

    public async Task TestAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        var (result, checks) = await connections.TestAsync(user, id, cancellationToken);
        Take(result);
        tests[id] = checks;
    }

    public async Task ReplaceTokenAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        var result = await connections.ReplaceTokenAsync(user, id, Replacement, cancellationToken);
        Take(result);
        if (result.Problems.Count > 0)
            return;
        (Replacing, Replacement) = (null, "");
        tests.Remove(id);
        if (result.Connection is not null)
            await SyncAsync(user, id, cancellationToken);
    }

    public async Task RemoveAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken)
    {
        Take(await connections.RemoveAsync(user, id, cancellationToken));
        Removing = null;
        tests.Remove(id);
        await LoadAsync(cancellationToken);
    }

    private void Take(ConnectionResult result) =>
        (Problems, Refusal) = (result.Problems, result.Refusal ?? (result.IsNotFound ? "the connection was removed meanwhile" : null));
}
