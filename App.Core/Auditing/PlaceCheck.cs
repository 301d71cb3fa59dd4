using System.Globalization;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Auditing;

/// <summary>Holds places of the log, as a database has them, against one another and against the hashes over them.</summary>
public static class PlaceCheck
{
    /// <summary>What is not as it was taken in, of the places from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    /// <param name="places">What is stored of them, in order.</param>
    public static IEnumerable<AuditFinding> Of(long first, long end, IReadOnlyList<StoredPlace> places)
    {
        var stored = places.ToDictionary(place => place.Sequence);
        for (var sequence = first; sequence < end; sequence++)
        {
            if (Of(sequence, stored.GetValueOrDefault(sequence)) is { } finding)
                yield return finding;
        }
    }

    /// <summary>Whether the leaves of a complete subtree, which begins at <paramref name="first"/>, have that root.</summary>
    /// <returns>Null where they have, or where leaves are missing, which is a finding of its own.</returns>
    public static AuditFinding? Of(long first, IReadOnlyList<StoredPlace> places, ReadOnlySpan<byte> root)
    {
        var leaves = new CompactRange();
        foreach (var place in places)
        {
            if (place.Leaf is null)
                return null;
            leaves.Append(place.Leaf);
        }

        return leaves.Size < StoredTree.Fanout || leaves.Root().AsSpan().SequenceEqual(root) ? null : Rewritten(first, first + StoredTree.Fanout - 1);
    }

    /// <summary>Hashes that do not lead to the stored one over them.</summary>
    public static AuditFinding Rewritten(long first, long last) => new(
        AuditFindingKind.Rewritten, first, last, Text($"the stored hashes of the events {first} to {last} contradict those over them: one of these events, or hashes, was rewritten"));

    private static AuditFinding? Of(long sequence, StoredPlace? place)
    {
        if (place?.Leaf is not { Length: TreeHash.Size } leaf)
        {
            return place?.Event is null ? EventCheck.Missing(sequence, sequence) : new AuditFinding(
                AuditFindingKind.Unreadable, sequence, sequence, Text($"the stored hash of event {sequence} is missing: whether it was changed cannot be told"));
        }

        return EventCheck.Of(sequence, leaf, place.Event?.Canonical) ?? CopiesOf(sequence, place.Event!);
    }

    private static AuditFinding? CopiesOf(long sequence, StoredEvent stored)
    {
        var recorded = AuditEncoding.Decode(stored.Canonical).Event;
        string?[] differing =
        [
            stored.At == recorded.At ? null : "its time",
            stored.Actor == recorded.Actor.Person ? null : "who acted",
            stored.Action == recorded.Action ? null : "the act",
            stored.Subject == recorded.Subject ? null : "what was acted on",
        ];
        return differing.Any(d => d is not null)
            ? new AuditFinding(AuditFindingKind.CopyDiffers, sequence, sequence, Text($"event {sequence} itself is as it was recorded, but the columns by which it is found say otherwise of {string.Join(" and ", differing.Where(d => d is not null))}"))
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
