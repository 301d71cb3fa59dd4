using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>How far each principal comes at one deployment: those that narrow rules name one by one, all others by class.</summary>
public sealed class DeploymentReach
{
    private readonly BroadClasses classes;
    private readonly ImmutableArray<ReachCell> byClass;
    private readonly Dictionary<int, ReachCell> named;

    internal DeploymentReach(DeploymentPolicy deployment, TimeSpanOfRules holds, BroadClasses classes, ImmutableArray<ReachCell> byClass, Dictionary<int, ReachCell> named) =>
        (Deployment, Holds, this.classes, this.byClass, this.named) = (deployment, holds, classes, byClass, named);

    public DeploymentPolicy Deployment { get; }

    /// <summary>As long as no rule begins or ends, nothing of this changes.</summary>
    internal TimeSpanOfRules Holds { get; }

    internal BroadClasses Classes => classes;

    /// <summary>What holds for each class, but for those of it that are named.</summary>
    internal ImmutableArray<ReachCell> ByClass => byClass;

    /// <summary>Those for whom something of their own holds, by number.</summary>
    internal IReadOnlyDictionary<int, ReachCell> Named => named;

    /// <param name="principal">By its number in the roster.</param>
    public ReachCell this[int principal] => named.TryGetValue(principal, out var cell) ? cell : byClass[classes.ClassOf(principal)];
}
