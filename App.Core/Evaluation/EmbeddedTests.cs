using System.Collections.Immutable;
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
        [.. tests.Select(test => new EmbeddedTestResult(test, Evaluator.Explain(policy, RequestReader.ToAccessRequest(policy, test.Given, now))))];
}

/// <param name="Decision">What the policy says, explained.</param>
public sealed record EmbeddedTestResult(PolicyTest Test, Decision Decision)
{
    public bool Passed => Decision.Effect == Test.Expect;
}
