using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>One reason for which somebody passes at a deployment.</summary>
/// <param name="Rule">Null where no rule is the reason.</param>
/// <param name="Principal">Null for everybody.</param>
/// <param name="Level">What this reason gives by itself, after all denies.</param>
public sealed record AccessRow(DeploymentPolicy Deployment, RowKind Kind, DeploymentRule? Rule, Principal? Principal, ReachLevel Level)
{
    /// <summary>The deny grants that take a part of it.</summary>
    public ImmutableArray<string> Denies { get; init; } = [];
}
