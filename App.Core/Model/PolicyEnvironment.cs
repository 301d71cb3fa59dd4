namespace AccessConsole.Core.Model;

/// <summary>Where services run; carries the rules by which changes to it are approved and how exact its engines must be.</summary>
public sealed record PolicyEnvironment : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Environment;

    /// <summary>How many approvers besides the authors a change of effect here needs.</summary>
    public int Approvals { get; init; }

    public Exactness Exactness { get; init; } = Exactness.AtLeastOneHop;

    /// <summary>Whether an engine may deny more than the policy says.</summary>
    public Acceptance Narrower { get; init; } = Acceptance.Refuse;

    public Acceptance Residuals { get; init; } = Acceptance.Accept;

    public OnStale OnStale { get; init; } = OnStale.Keep;

    /// <summary>A protected environment is one whose changes somebody must approve.</summary>
    public bool IsProtected => Approvals > 0;
}

/// <summary>How many hops must decide exactly as the evaluator does, for publishing to be allowed.</summary>
public enum Exactness
{
    AtLeastOneHop,
    EveryHop,
}

public enum Acceptance
{
    Refuse,
    Accept,
}

/// <summary>What an engine does with a bundle whose freshness has lapsed.</summary>
public enum OnStale
{
    Keep,
    Deny,
}
