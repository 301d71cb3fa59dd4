using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>In which stages publishes go to each environment, and how earlier ones went.</summary>
public sealed class StagesViewModel(RolloutPlans plans, IStagedRolloutStore store, LivePolicy live)
{
    /// <summary>Every environment of the policy, each with its plan where it has one.</summary>
    public IReadOnlyList<(string Environment, RolloutPlan? Plan)> Plans { get; private set; } = [];

    public IReadOnlyList<StagedRollout> Rollouts { get; private set; } = [];

    /// <summary>The last one of the page, where there are more; null where there are not.</summary>
    public (int Revision, string Environment)? Next { get; private set; }

    /// <summary>Whose plan is being changed; empty for none.</summary>
    public string Editing { get; private set; } = "";

    public List<StageForm> Stages { get; private set; } = [];

    public string FailingPoints { get; set; } = "";

    public string MinDecisions { get; set; } = "";

    public string DenialRise { get; set; } = "";

    public bool TakesBack { get; set; }

    public IReadOnlyList<Diagnostic> Problems { get; private set; } = [];

    public string? Refusal { get; private set; }

    public bool MayAddStage => Stages.Count < RolloutPlan.MaxStages;

    /// <param name="environment">Whose rollouts are listed; empty for all.</param>
    public async Task LoadAsync(string environment, (int Revision, string Environment)? before, CancellationToken cancellationToken)
    {
        await LoadPlansAsync(cancellationToken);
        (Rollouts, Next) = await PublishPages.LoadAsync(store.ListAsync, rollout => (rollout.Revision, rollout.Environment), environment, before, cancellationToken);
    }

    public void Edit(string environment)
    {
        var plan = Plans.FirstOrDefault(known => known.Environment == environment).Plan;
        var health = plan?.Health ?? RolloutHealth.Default;
        (Editing, Problems, Refusal) = (environment, [], null);
        Stages = plan is null ? [new StageForm { Name = "canary", Labels = "stage=canary" }] : [.. plan.Stages.Select(StageForm.Of)];
        (FailingPoints, MinDecisions, DenialRise) = (FormNumber.Write(health.FailingPoints), FormNumber.Write(health.MinDecisions), FormNumber.Write(health.DenialRisePercent));
        TakesBack = health.TakesBack;
    }

    public void AddStage()
    {
        if (MayAddStage)
            Stages.Add(new StageForm());
    }

    /// <summary>The only one stays: a plan without any is removed as a whole.</summary>
    public void RemoveStage(StageForm stage)
    {
        if (Stages.Count > 1)
            Stages.Remove(stage);
        // What was said of places no longer fits them.
        Problems = [];
    }

    public void Leave() => (Editing, Problems, Refusal) = ("", [], null);

    public IReadOnlyList<Diagnostic> At(string pointer) => [.. Problems.Where(p => p.Pointer == pointer)];

    public async Task SaveAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        // What is no number is none of those that are taken, so that it is said what is.
        var health = new AskedHealth(FormNumber.Read(FailingPoints) ?? -1, FormNumber.Read(MinDecisions) ?? -1, FormNumber.Read(DenialRise) ?? -1, TakesBack);
        var result = await plans.SetAsync(user, Editing, new AskedPlan([.. Stages.Select(stage => stage.ToAsked())], health), cancellationToken);
        (Problems, Refusal) = (result.Problems, result.Plan is null && result.Problems.Count == 0 ? result.Refusal ?? $"the policy has no environment `{Editing}` any more" : null);
        if (result.Plan is null)
            return;
        await LoadPlansAsync(cancellationToken);
        Leave();
    }

    public async Task RemoveAsync(ConsoleUser user, string environment, CancellationToken cancellationToken)
    {
        // Who finds it removed already wanted nothing else.
        Refusal = await plans.RemoveAsync(user, environment, cancellationToken) is { Length: > 0 } refusal ? refusal : null;
        await LoadPlansAsync(cancellationToken);
        if (Refusal is null && Editing == environment)
            Leave();
    }

    private async Task LoadPlansAsync(CancellationToken cancellationToken)
    {
        var known = (await plans.ListAsync(cancellationToken)).ToDictionary(plan => plan.Environment, StringComparer.Ordinal);
        Plans = [.. live.Current.Policy.Environments.Keys.Order(StringComparer.Ordinal).Select(environment => (environment, known.GetValueOrDefault(environment)))];
    }
}
