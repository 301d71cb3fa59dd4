using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation;

/// <summary>Orders problems as their pointers stand in a canonical document: by kind, then item by item.</summary>
internal sealed class PointerOrder : IComparer<Diagnostic>
{
    public static readonly PointerOrder Instance = new();

    public int Compare(Diagnostic? x, Diagnostic? y)
    {
        var (left, right) = (x!.Pointer.Split('/'), y!.Pointer.Split('/'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = CompareStep(left[i], right[i]);
            if (order != 0)
                return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareStep(string left, string right)
    {
        var order = Rank(left).CompareTo(Rank(right));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static int Rank(string step)
    {
        if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return index;
        foreach (var kind in PolicyKinds.All)
        {
            if (string.Equals(kind.DocumentKey(), step, StringComparison.Ordinal))
                return (int)kind;
        }

        return int.MaxValue;
    }
}
