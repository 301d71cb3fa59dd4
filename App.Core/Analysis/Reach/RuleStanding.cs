using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>A rule that speaks of a principal, and whether it does at the instant.</summary>
public sealed record RuleStanding(DeploymentRule Rule, RuleState State);

public enum RuleState
{
    InForce,

    /// <summary>It begins later.</summary>
    Coming,

    Ended,
}
