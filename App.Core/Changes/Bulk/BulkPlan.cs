using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.Bulk;

/// <summary>What an edit does to a selection of grants.</summary>
/// <param name="Patch">What the draft would hold.</param>
/// <param name="Objection">Why the edit can be made to no grant at all, such as a role that is not there; null where it can.</param>
/// <param name="LeftOut">The grants that stay as they are, in the selection's order.</param>
public sealed record BulkPlan(PolicyPatch Patch, string? Objection, ImmutableArray<LeftOutGrant> LeftOut)
{
    /// <summary>How many grants change or go.</summary>
    public int Count => Patch.Upserts.Count + Patch.Deletes.Count;
}

/// <param name="Why">Lower-case, without a final stop.</param>
/// <param name="IsAlreadySo">Whether the grant is as the edit would make it.</param>
public sealed record LeftOutGrant(string Name, string Why, bool IsAlreadySo);
