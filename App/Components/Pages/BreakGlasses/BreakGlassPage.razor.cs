using AccessConsole.BreakGlasses;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.BreakGlasses;

public sealed partial class BreakGlassPage : IDisposable
{
    private static readonly (string, string)[] Durations = [("15", "15 minutes"), ("30", "30 minutes"), ("60", "1 hour"), ("120", "2 hours"), ("240", "4 hours")];

    private readonly SortedSet<string> chosen = new(StringComparer.Ordinal);
    private ConsoleUser? user;
    private ValueList<string> pipelines = [];
    private ValueList<string> workloads = [];
    private string role = "";
    private string minutes = "60";
    private string reason = "";
    private string typed = "";
    private bool failed;
    private bool needsProof;

    [Inject]
    public required BreakGlassViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required BreakGlassWatch Watch { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private IReadOnlyList<(string, string)> Roles => [("", "choose a role"), .. Model.Roles.Select(name => (name, name))];

    protected override async Task OnInitializedAsync()
    {
        Watch.Changed += Refresh;
        user = await User.GetAsync();
        needsProof = user.Has(ConsoleRole.BreakGlass) && ApprovalRules.NeedsProof(user, Clock.GetUtcNow());
        await LoadAsync();
    }

    public void Dispose() => Watch.Changed -= Refresh;

    private static string Confirmation(Grant grant) => string.Join(' ', grant.Environments);

    private string? ObjectionOf(BreakGlassPreview preview, Grant grant) => preview.Refusal?.Message
        ?? (string.IsNullOrWhiteSpace(reason) ? "say what happened first" : null)
        ?? (typed.Trim() == Confirmation(grant) ? null : $"type {Confirmation(grant)} above to confirm");

    private async Task LoadAsync() => failed = !await Loads.TryAsync(() => Model.LoadAsync(CancellationToken.None));

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private void Toggle(string environment)
    {
        if (!chosen.Remove(environment))
            chosen.Add(environment);
    }

    private async Task ShowAsync()
    {
        typed = "";
        var asked = new BreakGlassRequest(pipelines, workloads, role, [.. chosen], TimeSpan.FromMinutes(int.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture)), "");
        failed = !await Loads.TryAsync(async () => await Model.ShowAsync(user = await User.GetAsync(), asked));
    }

    private async Task BreakAsync(BreakGlassRequest asked)
    {
        await Loads.TryAsync(async () => await Model.BreakAsync(user = await User.GetAsync(), asked with { Reason = reason }));
        if (Model.Published is not null)
            (reason, typed) = ("", "");
    }

    private async Task ReviewAsync((BreakGlassRecord Record, BreakGlassVerdict Verdict, string Comment) found) =>
        await Loads.TryAsync(async () => await Model.ReviewAsync(user = await User.GetAsync(), found.Record, found.Verdict, found.Comment));
}
