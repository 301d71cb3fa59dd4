using AccessConsole.Core.Model;

namespace AccessConsole.Drafts;

/// <param name="BaseRevision">The revision that the author saw; null for the newest.</param>
/// <param name="Text">The YAML as typed, comments included.</param>
/// <param name="RollsBackTo">The earlier revision whose state the patch restores.</param>
/// <param name="Undoes">The revision whose own changes the patch takes back.</param>
/// <param name="Origin">Where the content came from, such as <c>buildkite/acme</c>, for the audit log; null for a person's own.</param>
public sealed record NewDraft(string Title, PolicyPatch Patch, int? BaseRevision = null, string? Text = null, int? RollsBackTo = null, int? Undoes = null, string? Origin = null)
{
    /// <summary>Whether nobody gave the title, so that it is what the change does, and <see cref="Title"/> only where that is nothing that a diff says.</summary>
    public bool IsUntitled { get; init; }
}

/// <summary>What of a draft is to change; null leaves a part as it is.</summary>
/// <param name="Title">In one line. Approvals fall by another title, and what was submitted goes back to editing, as by any edit: see <see cref="Core.Changes.ChangeTitle"/>.</param>
public sealed record DraftEdit(string? Title = null, PolicyPatch? Patch = null, string? Text = null);
