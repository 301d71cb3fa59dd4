using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace AccessConsole.Core.Model;

/// <summary>A small immutable map of strings in ordinal key order, equal to another when its entries are.</summary>
public sealed class ValueMap : IReadOnlyDictionary<string, string>, IEquatable<ValueMap>
{
    public static readonly ValueMap Empty = new([]);

    private readonly ImmutableArray<KeyValuePair<string, string>> entries;

    /// <param name="entries">Entries in any order; keys are unique.</param>
    public ValueMap(IEnumerable<KeyValuePair<string, string>> entries) =>
        this.entries = [.. entries.OrderBy(e => e.Key, StringComparer.Ordinal)];

    public int Count => entries.Length;

    public IEnumerable<string> Keys => entries.Select(e => e.Key);

    public IEnumerable<string> Values => entries.Select(e => e.Value);

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no entry `{key}`");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        foreach (var entry in entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal))
            {
                value = entry.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Whether every entry of <paramref name="other"/> stands here with the same value.</summary>
    public bool Contains(ValueMap other)
    {
        foreach (var wanted in other.entries)
        {
            if (!TryGetValue(wanted.Key, out var value) || !string.Equals(value, wanted.Value, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    public bool Equals(ValueMap? other) => other is not null && entries.AsSpan().SequenceEqual(other.entries.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ValueMap);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var entry in entries)
        {
            hash.Add(entry.Key, StringComparer.Ordinal);
            hash.Add(entry.Value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
