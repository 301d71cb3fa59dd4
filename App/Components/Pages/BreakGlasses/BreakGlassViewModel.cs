using AccessConsole.BreakGlasses;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.BreakGlasses;

/// <summary>What somebody who is woken at night needs: whom, as what, where, what it opens, one button; and what others judge afterwards.</summary>
public sealed class BreakGlassViewModel(BreakGlassWorkflow workflow, IBreakGlassStore store, LivePolicy live)
{
    private const int MaxHistory = 20;

    private int turn;

    /// <summary>What the preview is of.</summary>
    public BreakGlassRequest? Asked { get; private set; }

    /// <summary>Null while there is nothing to show, or it is being worked out.</summary>
    public BreakGlassPreview? Preview { get; private set; }

    public bool IsWorking { get; private set; }

    /// <summary>The newest ones, with what others found.</summary>
    public IReadOnlyList<BreakGlassRecord> History { get; private set; } = [];

    /// <summary>What the newest act was refused for; null where it was done.</summary>
    public PublishRefusal? Refusal { get; private set; }

    /// <summary>The revision that the newest act became.</summary>
    public Revision? Published { get; private set; }

    public IEnumerable<string> Pipelines => live.Current.Policy.Pipelines.Keys;

    public IEnumerable<string> Workloads => live.Current.Policy.Workloads.Keys;

    public IEnumerable<string> Roles => live.Current.Policy.Roles.Keys;

    public IEnumerable<string> Environments => live.Current.Policy.Environments.Keys;

    public async Task LoadAsync(CancellationToken cancellationToken) => History = await store.ListAsync(null, MaxHistory, cancellationToken);

    /// <summary>Works out what it would open.</summary>
    public async Task ShowAsync(ConsoleUser user, BreakGlassRequest request)
    {
        var mine = ++turn;
        (Asked, Preview, Refusal, Published, IsWorking) = (request, null, null, null, true);
        // Over a large policy the diff takes its time: not on the circuit's own turn.
        var preview = await Task.Run(() => workflow.PreviewAsync(user, request, CancellationToken.None));
        if (mine == turn)
            (Preview, IsWorking) = (preview, false);
    }

    public async Task BreakAsync(ConsoleUser user, BreakGlassRequest request)
    {
        var outcome = await workflow.BreakAsync(user, request, CancellationToken.None);
        (Refusal, Published) = (outcome.Refusal, outcome.Revision);
        if (outcome.Revision is not null)
            (Preview, Asked) = (null, null);
        await LoadAsync(CancellationToken.None);
    }

    public async Task ReviewAsync(ConsoleUser user, BreakGlassRecord record, BreakGlassVerdict verdict, string comment)
    {
        Refusal = await workflow.ReviewAsync(user, record.Revision.Number, verdict, comment, CancellationToken.None);
        await LoadAsync(CancellationToken.None);
    }
}
