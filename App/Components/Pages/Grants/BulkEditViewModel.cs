using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>One edit of the grants that are chosen: what it would do to each, and its way into one draft.</summary>
public sealed class BulkEditViewModel(DraftWorkflow workflow, LivePolicy live)
{
    private int revision;

    public BulkForm Form { get; private set; } = new();

    /// <summary>Null where the form says no edit yet.</summary>
    public BulkPlan? Plan { get; private set; }

    public PolicySet Policy => live.Current.Policy;

    /// <summary>Why there is nothing to put into a draft; null where there is.</summary>
    public string? Objection => Form.Objection ?? Plan switch
    {
        null => "say what to change",
        { Objection: { } objection } => objection,
        { Count: 0 } => "no grant would change",
        _ => null,
    };

    /// <summary>Looks at what the form would do to these grants, as they stand now.</summary>
    public void Preview(BulkForm form, IReadOnlyCollection<string> names)
    {
        var state = live.Current;
        (Form, revision) = (form, state.Revision);
        Plan = form.Objection is null && !form.Edit.IsEmpty ? BulkEdit.Plan(state.Policy, names, form.Edit, workflow.JudgedBy()) : null;
    }

    /// <summary>Makes a draft of exactly what was previewed.</summary>
    /// <param name="title">What the person calls it; what it does where they do not.</param>
    public Task<DraftResult> DraftAsync(ConsoleUser user, string title)
    {
        var otherwise = $"{(Form.Deletes ? "Delete" : "Change")} {Words.Count(Plan!.Count, "grant")}";
        var draft = new NewDraft(ChangeTitle.Clean(title) ?? otherwise, Plan.Patch, revision) { IsUntitled = ChangeTitle.Clean(title) is null };
        // What many grants come to takes its time: not on the circuit's own turn.
        return Task.Run(() => workflow.CreateAsync(user, draft, CancellationToken.None));
    }
}
