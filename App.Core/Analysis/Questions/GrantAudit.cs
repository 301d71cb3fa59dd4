using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>What every grant of a policy is good for.</summary>
public sealed class GrantAudit
{
    internal static readonly GrantAudit Empty = new(ImmutableSortedDictionary.Create<string, GrantFinding>(StringComparer.Ordinal), ImmutableDictionary<GrantStatus, int>.Empty);

    private readonly ImmutableDictionary<GrantStatus, int> counts;

    private GrantAudit(ImmutableSortedDictionary<string, GrantFinding> redundant, ImmutableDictionary<GrantStatus, int> counts) => (Redundant, this.counts) = (redundant, counts);

    /// <summary>The grants that change nothing, and those of which a deny takes a part, in ordinal order of names.</summary>
    public ImmutableSortedDictionary<string, GrantFinding> Redundant { get; }

    /// <summary>How many grants have a status; of the needed ones those of which a deny takes a part.</summary>
    public int Count(GrantStatus status) => counts.GetValueOrDefault(status);

    internal GrantAudit With(PolicySet policy, IEnumerable<string> names, Func<string, RuleVerdict> verdictOf)
    {
        var findings = Redundant.ToBuilder();
        var tally = counts.ToBuilder();
        foreach (var name in names)
        {
            if (findings.TryGetValue(name, out var former))
            {
                findings.Remove(name);
                tally[former.Status]--;
            }

            if (!policy.Grants.TryGetValue(name, out var grant))
                continue;
            var verdict = verdictOf(name);
            var status = verdict.Status;
            var isPartlyDenied = verdict.Kinds.HasFlag(CellVerdict.PartlyDenied) || (status == GrantStatus.Needed && verdict.Kinds.HasFlag(CellVerdict.Denied));
            if (status == GrantStatus.Needed && !isPartlyDenied)
                continue;
            findings[name] = new GrantFinding(grant, status, status == GrantStatus.Covered ? verdict.Alone!.Value : [], isPartlyDenied);
            tally[status] = tally.GetValueOrDefault(status) + 1;
        }

        return new GrantAudit(findings.ToImmutable(), tally.ToImmutable());
    }
}

/// <summary>What one grant is good for.</summary>
/// <param name="CoveredBy">The grants each of which by itself says all that it says.</param>
/// <param name="IsPartlyDenied">Whether a deny takes a part of what it allows.</param>
public sealed record GrantFinding(Grant Grant, GrantStatus Status, ValueList<string> CoveredBy, bool IsPartlyDenied);
