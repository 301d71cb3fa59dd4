using System.Numerics;

namespace AccessConsole.Core.Model;

/// <summary>A set of the methods a policy can speak of: GET HEAD POST PUT PATCH DELETE OPTIONS.</summary>
public readonly record struct MethodSet(byte Bits)
{
    private static readonly string[] MethodNames = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static MethodSet None { get; }

    public static MethodSet All { get; } = new(0b111_1111);

    public static MethodSet Get { get; } = new(1);

    public static MethodSet Options { get; } = new(0b100_0000);

    /// <summary>GET, HEAD and OPTIONS: what may be granted to anyone.</summary>
    public static MethodSet Reading { get; } = new(0b100_0011);

    public static IReadOnlyList<string> KnownNames => MethodNames;

    public bool IsEmpty => Bits == 0;

    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The set of one method; empty where the method is not one of the list. Case-sensitive.</summary>
    public static MethodSet Of(ReadOnlySpan<char> method)
    {
        for (var i = 0; i < MethodNames.Length; i++)
        {
            if (method.SequenceEqual(MethodNames[i]))
                return new MethodSet((byte)(1 << i));
        }

        return None;
    }

    public static MethodSet Of(IEnumerable<string> methods) =>
        methods.Aggregate(None, (set, method) => set | (method == "*" ? All : Of(method)));

    public bool Overlaps(MethodSet other) => (Bits & other.Bits) != 0;

    public bool Contains(MethodSet other) => (Bits & other.Bits) == other.Bits;

    /// <summary>The methods of the set in the list's order.</summary>
    public IEnumerable<string> Names()
    {
        for (var i = 0; i < MethodNames.Length; i++)
        {
            if ((Bits & (1 << i)) != 0)
                yield return MethodNames[i];
        }
    }

    public override string ToString() => this == All ? "*" : string.Join(' ', Names());

    public static MethodSet operator |(MethodSet left, MethodSet right) => new((byte)(left.Bits | right.Bits));

    public static MethodSet operator &(MethodSet left, MethodSet right) => new((byte)(left.Bits & right.Bits));

    public static MethodSet operator ~(MethodSet set) => new((byte)(~set.Bits & All.Bits));
}
