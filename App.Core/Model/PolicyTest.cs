namespace AccessConsole.Core.Model;

/// <summary>A test that is part of the policy: a request and the effect it must have.</summary>
public sealed record PolicyTest : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Test;

    public required DecisionRequest Given { get; init; }

    public required Effect Expect { get; init; }
}
