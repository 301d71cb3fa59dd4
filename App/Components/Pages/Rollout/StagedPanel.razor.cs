using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>One staged rollout that is not over; the person is asked for anew at each act.</summary>
public sealed partial class StagedPanel
{
    private string? objection = "";
    private bool isActing;
    private PublishRefusal? refusal;

    [Parameter, EditorRequired]
    public required StagedSight Sight { get; set; }

    /// <summary>An act was tried.</summary>
    [Parameter]
    public EventCallback OnActed { get; set; }

    [Inject]
    public required RolloutDesk Desk { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    private StagedRollout Rollout => Sight.Rollout;

    private string Id => $"staged-{Rollout.Environment}";

    protected override async Task OnParametersSetAsync() => objection = RolloutDesk.Objection(await User.GetAsync(), Rollout.Environment);

    private IEnumerable<(int Index, string Name, string Labels)> Places() =>
        Rollout.Stages.Select((stage, index) => (index, stage.Name, LabelText.Of(stage.Labels))).Append((Rollout.Stages.Count, RolloutPlan.Rest, ""));

    /// <summary>For the stage that is shown: who presses late is told that it is another by now.</summary>
    private async Task ActAsync(Func<ConsoleUser, StagedRollout, CancellationToken, Task<RolloutActResult>> act)
    {
        if (isActing)
            return;
        isActing = true;
        try
        {
            var seen = Rollout;
            if (!await Loads.TryAsync(async () => refusal = (await act(await User.GetAsync(), seen, CancellationToken.None)).Refusal))
                refusal = new PublishRefusal(PublishRefusalKind.Conflict, "the database may be away, and what you asked for may be done or not: the page shows which as soon as it can read it", []);
        }
        finally
        {
            isActing = false;
        }

        await OnActed.InvokeAsync();
    }
}
