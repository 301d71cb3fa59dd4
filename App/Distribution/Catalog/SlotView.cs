using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Distribution.Catalog;

/// <summary>What a scope has for whom, taken as a whole: the newest archive, and what comes before it for those who are not handed that yet.</summary>
internal sealed class SlotView
{
    private SlotView(ImmutableArray<ServedScope> versions, ImmutableArray<BundleHold> holds) => (Versions, Holds) = (versions, holds);

    /// <summary>Newest first; at least one.</summary>
    public ImmutableArray<ServedScope> Versions { get; }

    public ImmutableArray<BundleHold> Holds { get; }

    public ServedScope Newest => Versions[0];

    /// <param name="versions">Newest first; those that nobody is handed are left out.</param>
    public static SlotView Of(IEnumerable<ServedScope> versions, ImmutableArray<BundleHold> holds)
    {
        var floor = holds.IsEmpty ? int.MaxValue : holds.Min(hold => hold.Revision);
        var needed = ImmutableArray.CreateBuilder<ServedScope>();
        foreach (var version in versions)
        {
            if (needed.Count > 0)
                version.Supersede(needed[^1].Revision);
            needed.Add(version);
            if (version.Revision < floor)
                break;
        }

        return new SlotView(needed.DrainToImmutable(), holds);
    }

    /// <summary>
    /// What a token with these labels is handed; null for nothing, as if nothing was published there. INVARIANT (stages): nothing that a hold keeps from it, and of the
    /// rest the newest.
    /// </summary>
    public ServedScope? For(ValueMap labels)
    {
        if (Holds.IsEmpty)
            return Versions[0];
        foreach (var version in Versions)
        {
            if (!IsKept(version.Revision, labels))
                return version;
        }

        return null;
    }

    /// <summary>Whether some hold keeps an archive of that revision from such a token.</summary>
    public bool IsKept(int archive, ValueMap labels)
    {
        foreach (var hold in Holds)
        {
            if (hold.Keeps(archive, labels))
                return true;
        }

        return false;
    }
}
