using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>Who may publish what, asked under the lock.</summary>
internal static class PublishRules
{
    public static PublishRefusal? Objection(PublishRequest request, Draft? draft, ChangeReview review)
    {
        if (review.HasErrors)
            return new PublishRefusal(PublishRefusalKind.Invalid, "the change has errors: mend what `problems` lists", review.Problems);
        if (request.IsAutomatic)
            return null;
        if (!review.TestsPass)
            return new PublishRefusal(PublishRefusalKind.Invalid, "tests of the policy fail: mend the change, or the test with its environment's approvals", FailedTests(review));
        if (OutOfScope.OfAll(request.User, ConsoleRole.Admin, review) is { } outside)
            return new PublishRefusal(PublishRefusalKind.Forbidden, outside, []);
        return MissingApprovals.Of(Approvals.ByPlace(draft, review)) is { } missing
            ? new PublishRefusal(PublishRefusalKind.ApprovalsMissing, missing, review.Problems)
            : null;
    }

    private static Diagnostic[] FailedTests(ChangeReview review) =>
    [
        .. review.Tests.Where(t => !t.Passed).Select(t => new Diagnostic(
            "test_failed", Severity.Error,
            $"test `{t.Test.Name}` expects {t.Test.Expect.ToString().ToLowerInvariant()}, but the policy says {t.Decision.Effect.ToString().ToLowerInvariant()} ({Core.Evaluation.DecisionReasons.Name(t.Decision.Reason)})")),
    ];
}
