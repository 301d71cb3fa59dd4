using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>How soon publishes were in force, environment by environment, and how soon they are to be.</summary>
public sealed partial class RolloutHistoryPage
{
    [Inject]
    public required RolloutHistoryViewModel Model { get; init; }

    protected override Task ShowAsync(string environment, (int Revision, string Environment)? before) => Model.LoadAsync(environment, before, CancellationToken.None);

    private Task SaveAsync() => ActAsync(user => Model.SaveAsync(user, CancellationToken.None));
}
