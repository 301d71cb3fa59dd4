using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Emergencies;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Emergencies;

/// <summary>What somebody under stress needs: whom, what it takes away, one button; and what is revoked now.</summary>
public sealed class EmergencyViewModel(EmergencyWorkflow workflow, IEmergencyStore store, LivePolicy live)
{
    private const int MaxHistory = 20;

    private int turn;

    /// <summary>What was asked about; null before a name is given.</summary>
    public EmergencyQuery? Query { get; private set; }

    /// <summary>Null while there is nothing to show, or it is being worked out.</summary>
    public EmergencyPreview? Preview { get; private set; }

    public bool IsWorking { get; private set; }

    public IReadOnlyList<StandingEmergency> Standing { get; private set; } = [];

    /// <summary>The newest ones, lifted or not.</summary>
    public IReadOnlyList<EmergencyRecord> History { get; private set; } = [];

    /// <summary>What the newest act was refused for; null where it was done.</summary>
    public PublishRefusal? Refusal { get; private set; }

    /// <summary>The revision that the newest revocation became.</summary>
    public Revision? Published { get; private set; }

    /// <summary>Staged rollouts that ended by it: what they held back went to everybody together with the deny.</summary>
    public IReadOnlyList<(int Revision, string Environment)> Completed { get; private set; } = [];

    public IEnumerable<string> Environments => live.Current.Policy.Environments.Keys;

    /// <summary>Names to choose from: objects of the kind, or the queues that grants name.</summary>
    public IEnumerable<string> Known(RevocationKind kind)
    {
        var policy = live.Current.Policy;
        return kind.ObjectKind() is { } objects
            ? policy.Objects.OfKind(objects).Select(o => o.Name)
            : policy.Grants.Values.SelectMany(g => g.When.Queues).Select(q => q.Text).Distinct().Order(StringComparer.Ordinal);
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        Standing = await workflow.StandingAsync(cancellationToken);
        History = await store.ListAsync(null, MaxHistory, cancellationToken);
    }

    /// <summary>Works out what the revocation would take away.</summary>
    public async Task ShowAsync(ConsoleUser user, EmergencyQuery query)
    {
        var mine = ++turn;
        (Query, Preview, Refusal, IsWorking) = (query.Name.Length == 0 ? null : query, null, null, query.Name.Length > 0);
        // What was done stands in the list below; here stands what is asked now.
        (Published, Completed) = (null, []);
        if (Query is null)
            return;
        // Over a large policy the diff takes its time: not on the circuit's own turn.
        var preview = await Task.Run(() => workflow.Preview(user, Request(query, "")));
        if (mine == turn)
            (Preview, IsWorking) = (preview, false);
    }

    public async Task RevokeAsync(ConsoleUser user, string reason)
    {
        var outcome = await workflow.RevokeAsync(user, Request(Query!, reason), CancellationToken.None);
        (Refusal, Published, Completed) = (outcome.Refusal, outcome.Revision, [.. outcome.Ended.Select(rollout => (rollout.Revision, rollout.Environment))]);
        if (outcome.Revision is not null)
            (Preview, Query) = (null, null);
        await LoadAsync(CancellationToken.None);
    }

    public async Task ReviewAsync(ConsoleUser user, EmergencyRecord record, string? comment)
    {
        Refusal = await workflow.ReviewAsync(user, record.Revision.Number, comment, CancellationToken.None);
        await LoadAsync(CancellationToken.None);
    }

    /// <returns>The draft that lifts it; null where it was refused.</returns>
    public async Task<Draft?> LiftAsync(ConsoleUser user, StandingEmergency standing)
    {
        var result = await workflow.LiftAsync(user, standing.Grant.Name, CancellationToken.None);
        Refusal = result.Refusal;
        return result.Draft;
    }

    private static RevocationRequest Request(EmergencyQuery query, string reason) => new(new RevocationTarget(query.Kind, query.Name), query.Environments, reason);
}
