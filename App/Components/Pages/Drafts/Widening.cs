using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>What is typed before access to a protected environment widens.</summary>
public static class Widening
{
    /// <summary>Environments with approvals in which somebody gains access, apart by spaces; empty for none.</summary>
    public static string ConfirmationOf(ChangeReview? review) => review is null ? "" : string.Join(
        ' ', review.Access.Changes.Where(c => c.Direction == AccessDirection.Gained).Select(c => c.Environment).Distinct().Where(review.RequiredApprovals.ContainsKey).Order(StringComparer.Ordinal));
}
