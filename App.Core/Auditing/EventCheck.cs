using System.Globalization;

namespace AccessConsole.Core.Auditing;

/// <summary>Holds an event as it is stored against the leaf that the tree has of it.</summary>
public static class EventCheck
{
    /// <param name="canonical">Null where the event is gone.</param>
    /// <returns>Null where the event is as it was recorded.</returns>
    public static AuditFinding? Of(long sequence, ReadOnlySpan<byte> leaf, byte[]? canonical)
    {
        if (canonical is null)
            return Missing(sequence, sequence);
        var place = AuditEncoding.TryDecode(canonical)?.Sequence;
        if (AuditEncoding.LeafHash(canonical).AsSpan().SequenceEqual(leaf))
        {
            return place == sequence ? null : new AuditFinding(
                AuditFindingKind.Moved, sequence, sequence, Text($"event {sequence} says of itself that it is event {place?.ToString(CultureInfo.InvariantCulture) ?? "none"}"));
        }

        return place == sequence || place is null
            ? new AuditFinding(AuditFindingKind.Changed, sequence, sequence, Text(
                $"event {sequence} was changed: its bytes{(place is null ? ", which are no event any more," : "")} hash to {Hex(AuditEncoding.LeafHash(canonical))}, the recorded ones to {Hex(leaf)}"))
            : new AuditFinding(AuditFindingKind.Moved, sequence, sequence, Text($"where event {sequence} belongs stands event {place}: it was moved, or put there"));
    }

    /// <summary>Events that are gone.</summary>
    public static AuditFinding Missing(long first, long last) => new(
        AuditFindingKind.Missing, first, last, first == last ? Text($"event {first} was removed") : Text($"events {first} to {last} were removed"));

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
