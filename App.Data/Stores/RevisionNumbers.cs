using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

/// <summary>The numbers that a publish goes by.</summary>
internal static class RevisionNumbers
{
    private const int LargestLead = 1_000_000;

    public static Task<int> HeadRevisionAsync(this AccessDbContext context, CancellationToken cancellationToken) =>
        context.Revisions.MaxAsync(r => r.Number, cancellationToken);

    /// <summary>
    /// The highest revision ever reported. Reports are told, not proved: one that is further above the head than any backup is old is left
    /// out, so that no report can use up the numbers.
    /// </summary>
    public static async Task<int> HighestReportedRevisionAsync(this AccessDbContext context, CancellationToken cancellationToken)
    {
        var plausible = (long)await context.HeadRevisionAsync(cancellationToken) + LargestLead;
        return await context.EnforcementPoints.Where(p => p.HighestRevision <= plausible)
            .MaxAsync(p => (int?)p.HighestRevision, cancellationToken) ?? 0;
    }
}
