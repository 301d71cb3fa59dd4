namespace AccessConsole.Core.Inventory;

/// <summary>How a pipeline at Buildkite and the policy stand to each other.</summary>
public enum PipelineStanding
{
    /// <summary>At Buildkite, and not in the policy.</summary>
    New,

    /// <summary>In both, and the policy says something else.</summary>
    Changed,

    /// <summary>In the policy, and no longer at Buildkite.</summary>
    Gone,

    /// <summary>In both, and the same.</summary>
    Same,

    /// <summary>Archived at Buildkite, where it cannot build, and not in the policy.</summary>
    Archived,
}
