using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

/// <summary>The numbers that a publish goes by.</summary>
internal static class RevisionNumbers
{
    public static Task<int> HeadRevisionAsync(this AccessDbContext context, CancellationToken cancellationToken) =>
        context.Revisions.MaxAsync(r => r.Number, cancellationToken);

    public static async Task<int> HighestReportedRevisionAsync(this AccessDbContext context, CancellationToken cancellationToken) =>
        await context.EnforcementPoints.MaxAsync(p => (int?)p.HighestRevision, cancellationToken) ?? 0;
}
