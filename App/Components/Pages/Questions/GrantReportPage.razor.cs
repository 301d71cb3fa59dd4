using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Questions;

public sealed partial class GrantReportPage : IDisposable
{
    private GrantReport? report;
    private int revision;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    public required LivePolicy Live { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override void OnInitialized() => Live.Changed += InspectAgain;

    protected override void OnParametersSet() => Inspect(Live.Current);

    public void Dispose() => Live.Changed -= InspectAgain;

    private void InspectAgain(LiveState state) => _ = InvokeAsync(() =>
    {
        Inspect(state);
        StateHasChanged();
    });

    private void Inspect(LiveState state)
    {
        revision = state.Revision;
        report = state.Policy.Grants.TryGetValue(Name, out var grant) ? new GrantInspector(state.Policy, Clock.GetUtcNow()).Inspect(grant) : null;
    }

    private IEnumerable<(string Title, IReadOnlyList<string> Names)> Lists() =>
    [
        ("Covered by", report!.CoveredBy.Except(report.SameAs).ToArray()), ("Says the same", report.SameAs), ("Covered together by", report.CoveredTogetherBy),
    ];
}
