using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>What came of earlier publishes, and how soon they are to be in force.</summary>
public sealed class RolloutHistoryViewModel(IRolloutStore store, RolloutGoals goals)
{
    public IReadOnlyList<Core.Ports.Rollout> Rollouts { get; private set; } = [];

    public IReadOnlyList<RolloutGoal> Goals { get; private set; } = [];

    /// <summary>The last one of the page, where there are more; null where there are not.</summary>
    public (int Revision, string Environment)? Next { get; private set; }

    /// <summary>Whose goal is being changed; empty for none.</summary>
    public string Editing { get; private set; } = "";

    public string Percent { get; set; } = "";

    public string Seconds { get; set; } = "";

    public IReadOnlyList<Diagnostic> Problems { get; private set; } = [];

    public string? Refusal { get; private set; }

    /// <param name="environment">Empty for all.</param>
    public async Task LoadAsync(string environment, (int Revision, string Environment)? before, CancellationToken cancellationToken)
    {
        Goals = await goals.ListAsync(cancellationToken);
        (Rollouts, Next) = await PublishPages.LoadAsync(store.ListAsync, rollout => (rollout.Revision, rollout.Environment), environment, before, cancellationToken);
    }

    public void Edit(RolloutGoal goal) => (Editing, Percent, Seconds, Problems, Refusal) =
        (goal.Environment, FormNumber.Write(goal.Percent), FormNumber.Write((int)goal.Within.TotalSeconds), [], null);

    public void Leave() => (Editing, Problems, Refusal) = ("", [], null);

    public IReadOnlyList<Diagnostic> At(string pointer) => [.. Problems.Where(p => p.Pointer == pointer)];

    public async Task SaveAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var result = await goals.SetAsync(user, Editing, FormNumber.Read(Percent), FormNumber.Read(Seconds), cancellationToken);
        (Problems, Refusal) = (result.Problems, result.Refusal);
        if (result.Goal is null)
            return;
        Goals = await goals.ListAsync(cancellationToken);
        Leave();
    }
}
