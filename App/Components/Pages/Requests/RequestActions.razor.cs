using AccessConsole.Core.Requests;
using AccessConsole.Requests;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>Approvals, and every act on a request; the person is asked for anew at each.</summary>
public sealed partial class RequestActions
{
    private string comment = "";
    private string typed = "";
    private string moreDuration = "";
    private string moreReason = "";
    private string endReason = "";

    [Parameter, EditorRequired]
    public required RequestViewModel Model { get; set; }

    [Parameter, EditorRequired]
    public required RequestSight Shown { get; set; }

    /// <summary>An act was tried; the model holds what came of it.</summary>
    [Parameter]
    public EventCallback OnActed { get; set; }

    [Inject]
    public required CurrentUser User { get; init; }

    /// <summary>The approvals of what waits now, whether they count or not.</summary>
    private static IEnumerable<RequestStep> Given(GrantRequest request) => request.Steps
        .Skip(request.Steps.Index().Last(step => step.Item.Kind is RequestStepKind.Asked or RequestStepKind.ExtensionAsked).Index)
        .Where(step => step.Approval is not null);

    private bool Counts(RequestStep step) => Shown.Counting.Contains(step.Approval!);

    private async Task ActAsync(Func<ConsoleUser, Task> act)
    {
        if (Model.IsActing)
            return;
        Model.IsActing = true;
        try
        {
            if (await Loads.TryAsync(async () => await act(await User.GetAsync())))
                comment = typed = moreDuration = moreReason = endReason = "";
            else
                Model.SayUnknown();
        }
        finally
        {
            Model.IsActing = false;
        }

        await OnActed.InvokeAsync();
    }
}
