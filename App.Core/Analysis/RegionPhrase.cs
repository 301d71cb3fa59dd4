using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;

namespace AccessConsole.Core.Analysis;

/// <summary>The conditions of a region in words.</summary>
internal static class RegionPhrase
{
    private static readonly SymbolicSet Given = ClaimSet.Absent.Not();

    public static string Conditions(ImmutableArray<(Dimension Dimension, ClaimSet Values)> claims, TimeSet times)
    {
        // The branch comes first: it is what people look for, and being untagged goes with it.
        var phrases = claims.OrderBy(c => c.Dimension == Dimension.Branch ? 0 : 1).Select(c => Phrase(c.Dimension, c.Values));
        return string.Join(", ", phrases.Append(times.ToString()).Where(p => p.Length > 0));
    }

    private static string Phrase(Dimension dimension, ClaimSet values) => dimension switch
    {
        Dimension.Branch => $"from branch {values}",
        Dimension.Tag when values.Equals(ClaimSet.Absent) => "for builds without a tag",
        Dimension.Tag when values.Equals(Given) => "for builds with a tag",
        _ => $"with {Noun(dimension)} {values}",
    };

    private static string Noun(Dimension dimension) => dimension switch
    {
        Dimension.Tag => "tag",
        Dimension.Source => "source",
        Dimension.QueueKey => "queue",
        Dimension.QueueId => "queue id",
        Dimension.ClusterName => "cluster",
        Dimension.ClusterId => "cluster id",
        Dimension.Step => "step",
        Dimension.Branch => "branch",
        Dimension.Form or Dimension.Methods or Dimension.Paths or Dimension.Time or Dimension.None =>
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "not a claim"),
    };
}
