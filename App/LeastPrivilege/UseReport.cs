using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.LeastPrivilege;

/// <summary>The use of grants that allow, over a window: first what nobody used, then what nobody was seen to use, then what was used least.</summary>
/// <param name="Rows">Of those that the person may read of.</param>
/// <param name="Beyond">How many grants lie outside the person's roles, at least in part.</param>
public sealed record UseReport(int Revision, PolicySet Policy, EvidenceWindow Window, IReadOnlyList<UsedGrant> Rows, int Beyond)
{
    public int Count(GrantStanding standing) => Rows.Count(row => row.Evidence.Standing == standing);
}

public sealed record UsedGrant(Grant Grant, GrantEvidence Evidence);
