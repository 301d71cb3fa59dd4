using AccessConsole.Rollouts;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Plans of staged rollouts, and how earlier ones went.</summary>
public sealed partial class StagesPage
{
    [Inject]
    public required StagesViewModel Model { get; init; }

    protected override Task ShowAsync(string environment, (int Revision, string Environment)? before) => Model.LoadAsync(environment, before, CancellationToken.None);

    private Task SaveAsync() => ActAsync(user => Model.SaveAsync(user, CancellationToken.None));

    private Task RemoveAsync(string environment) => ActAsync(user => Model.RemoveAsync(user, environment, CancellationToken.None));

    private string? Objection(string environment) => Reader is null ? "" : RolloutPlans.Objection(Reader, environment);
}
