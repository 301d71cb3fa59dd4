using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>Approvals, and every act on a draft; the person is asked for anew at each.</summary>
public sealed partial class ReviewActions
{
    private string comment = "";

    [Parameter, EditorRequired]
    public required DraftReviewViewModel Model { get; set; }

    [Parameter, EditorRequired]
    public required Draft Draft { get; set; }

    /// <summary>What is shown; the model has none any more as soon as the draft is published.</summary>
    [Parameter, EditorRequired]
    public required ChangeReview Review { get; set; }

    [Parameter, EditorRequired]
    public required DraftObjections Objections { get; set; }

    /// <summary>An act was tried; the model holds what came of it.</summary>
    [Parameter]
    public EventCallback OnActed { get; set; }

    [Inject]
    public required CurrentUser User { get; init; }

    private bool IsCounting(Approval approval) => Model.Counting.Contains(approval);

    private async Task ActAsync(Func<ConsoleUser, Task> act)
    {
        if (Model.IsActing)
            return;
        Model.IsActing = true;
        try
        {
            await act(await User.GetAsync());
            comment = "";
        }
        finally
        {
            Model.IsActing = false;
        }

        await OnActed.InvokeAsync();
    }
}
