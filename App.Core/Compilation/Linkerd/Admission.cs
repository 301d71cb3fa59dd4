using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Whom Linkerd lets in to do something: nobody, everybody, or those of a list. It knows no "everybody but".</summary>
internal sealed class Admission : IEquatable<Admission>
{
    public static readonly Admission Nobody = new([], "");
    public static readonly Admission Everybody = new([], "anyone");

    private Admission(ImmutableArray<string> names, string key) => (Names, Key) = (names, key);

    /// <summary>Names in certificates, in ordinal order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What its objects are called by: the same for the same callers, in every revision.</summary>
    public string Key { get; }

    public bool IsNobody => Key.Length == 0;

    public static Admission Of(IEnumerable<string> names)
    {
        ImmutableArray<string> sorted = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return sorted.IsEmpty
            ? Nobody
            : new Admission(sorted, "callers." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', sorted))).AsSpan(0, 8)));
    }

    public bool Equals(Admission? other) => other is not null && Key == other.Key;

    public override bool Equals(object? obj) => Equals(obj as Admission);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
}
