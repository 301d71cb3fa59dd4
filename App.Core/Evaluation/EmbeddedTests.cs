using System.Collections.Immutable;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>Runs the tests that are part of a policy.</summary>
public static class EmbeddedTests
{
    /// <summary>Every test of the policy, in ordinal order of names.</summary>
    public static ImmutableArray<EmbeddedTestResult> Run(PolicySet policy, DateTimeOffset now) => Run(policy, policy.Tests.Values, now);

    /// <summary>Some tests on a policy that need not be theirs: a base's tests are asked of the draft too.</summary>
    public static ImmutableArray<EmbeddedTestResult> Run(PolicySet policy, IEnumerable<PolicyTest> tests, DateTimeOffset now) =>
        [.. tests.Select(test => Judge(policy, test, Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, test.Given, now))))];

    /// <summary>An emergency denies what tests expect, and must not hold up every other change until it is lifted.</summary>
    private static EmbeddedTestResult Judge(PolicySet policy, PolicyTest test, Decision decision) => new(
        test, decision,
        IsSuspended: test.Expect == Effect.Allow && decision is { Reason: DecisionReason.DeniedByGrant, Grant: { } deny } && policy.Grants.GetValueOrDefault(deny) is { } grant && EmergencyGrants.IsOne(grant));
}

/// <param name="Decision">What the policy says, explained.</param>
/// <param name="IsSuspended">Whether an emergency in force denies what the test expects; the test counts again once that is lifted.</param>
public sealed record EmbeddedTestResult(PolicyTest Test, Decision Decision, bool IsSuspended = false)
{
    public bool Passed => IsSuspended || Decision.Effect == Test.Expect;
}
