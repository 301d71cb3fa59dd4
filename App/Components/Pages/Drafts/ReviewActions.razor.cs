using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Signing.Remote;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>Approvals, and every act on a draft; the person is asked for anew at each.</summary>
public sealed partial class ReviewActions
{
    private string comment = "";
    private bool isStagedWanted = true;

    [Parameter, EditorRequired]
    public required DraftReviewViewModel Model { get; set; }

    /// <summary>With a review: what is finished has no acts.</summary>
    [Parameter, EditorRequired]
    public required DraftSight Shown { get; set; }

    /// <summary>An act was tried; the model holds what came of it.</summary>
    [Parameter]
    public EventCallback OnActed { get; set; }

    [Inject]
    public required ApprovalEvidence Evidence { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    private bool IsStaged => isStagedWanted && Shown.Plans.Count > 0;

    private bool IsCounting(Approval approval) => Shown.Counting.Contains(approval);

    private async Task ActAsync(Func<ConsoleUser, Task> act)
    {
        if (Model.IsActing)
            return;
        Model.IsActing = true;
        try
        {
            if (await Loads.TryAsync(async () => await act(await User.GetAsync())))
                comment = "";
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
