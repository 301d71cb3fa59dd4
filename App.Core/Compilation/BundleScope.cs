using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>What one bundle is for: one environment, one target, all services or one.</summary>
public sealed record BundleScope(string Environment, Target Target, string? Service = null) : IComparable<BundleScope>
{
    /// <summary><c>{environment}/{target}/{service or *}</c>, as signatures name it.</summary>
    public override string ToString() => $"{Environment}/{Target.Name()}/{Service ?? "*"}";

    public int CompareTo(BundleScope? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public static bool operator <(BundleScope left, BundleScope right) => left.CompareTo(right) < 0;

    public static bool operator >(BundleScope left, BundleScope right) => left.CompareTo(right) > 0;

    public static bool operator <=(BundleScope left, BundleScope right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BundleScope left, BundleScope right) => left.CompareTo(right) >= 0;
}
