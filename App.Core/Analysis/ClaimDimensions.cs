using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Core.Analysis;

/// <summary>The claims that conditions read, as dimensions.</summary>
internal static class ClaimDimensions
{
    /// <exception cref="ArgumentOutOfRangeException">The dimension is not a claim.</exception>
    public static string NameOf(Dimension dimension) => dimension switch
    {
        Dimension.Tag => ClaimNames.Tag,
        Dimension.Branch => ClaimNames.Branch,
        Dimension.Source => ClaimNames.Source,
        Dimension.QueueKey => ClaimNames.QueueKey,
        Dimension.QueueId => ClaimNames.QueueId,
        Dimension.ClusterName => ClaimNames.ClusterName,
        Dimension.ClusterId => ClaimNames.ClusterId,
        Dimension.Step => ClaimNames.Step,
        Dimension.Form or Dimension.Methods or Dimension.Paths or Dimension.Time or Dimension.None =>
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "not a claim"),
    };

    /// <summary>A value in a set that is not empty, one that a person would expect where there is such a one.</summary>
    public static ClaimValue Example(Dimension dimension, ClaimSet values) => values.Example(dimension is Dimension.Tag or Dimension.Step, Usual(dimension));

    /// <summary>Null for a claim that no condition reads.</summary>
    public static Dimension? Of(string claim) => claim switch
    {
        ClaimNames.Tag => Dimension.Tag,
        ClaimNames.Branch => Dimension.Branch,
        ClaimNames.Source => Dimension.Source,
        ClaimNames.QueueKey => Dimension.QueueKey,
        ClaimNames.QueueId => Dimension.QueueId,
        ClaimNames.ClusterName => Dimension.ClusterName,
        ClaimNames.ClusterId => Dimension.ClusterId,
        ClaimNames.Step => Dimension.Step,
        _ => null,
    };

    private static IReadOnlyList<string> Usual(Dimension dimension) => dimension switch
    {
        Dimension.Branch => ["main", "feature/x"],
        Dimension.Tag => ["v1.0.0"],
        Dimension.Source => ["webhook", "ui", "api", "schedule", "trigger_job"],
        Dimension.QueueKey => ["default"],
        _ => [],
    };
}
