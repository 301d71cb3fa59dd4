using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Lists in the one order in which they are written, cut so that no rule grows past what an object may hold.</summary>
internal static class Values
{
    private const int MaxInAList = 1_000;

    public static IEnumerable<ImmutableArray<string>> Chunks(IEnumerable<string> values) =>
        values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(MaxInAList).Select(chunk => chunk.ToImmutableArray());

    public static ImmutableArray<string> Sorted(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Null for no values: an empty list would be read as none.</summary>
    public static ImmutableArray<string>? OrNull(IEnumerable<string> values) => Sorted(values) is { IsEmpty: false } sorted ? sorted : null;
}
