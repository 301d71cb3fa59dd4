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
    public Task<DraftResult> DraftAsync(ConsoleUser user) => workflow.CreateAsync(
        user, new NewDraft($"{(Form.Deletes ? "Delete" : "Change")} {Words.Count(Plan!.Count, "grant")}", Plan.Patch, revision), CancellationToken.None);
}
