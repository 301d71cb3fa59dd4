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
        if (request.IsAutomatic)
            return Errors(review);
        if (ObjectionBesidesApprovals(request.User, review) is { } objection)
            return objection;
        return MissingApprovals.Of(Approvals.ByPlace(draft, review)) is { } missing
            ? new PublishRefusal(PublishRefusalKind.ApprovalsMissing, missing, review.Problems)
            : null;
    }

    /// <summary>What stands in the way besides approvals, which may come until it is published.</summary>
    public static PublishRefusal? ObjectionBesidesApprovals(ConsoleUser user, ChangeReview review)
    {
        if (ObjectionOfChange(review) is { } objection)
            return objection;
        return OutOfScope.OfAll(user, ConsoleRole.Admin, review) is { } outside ? new PublishRefusal(PublishRefusalKind.Forbidden, outside, []) : null;
    }

    /// <summary>What is wrong with the change itself, whoever publishes it.</summary>
    public static PublishRefusal? ObjectionOfChange(ChangeReview review) => Errors(review)
        ?? (review.TestsPass ? null : new PublishRefusal(PublishRefusalKind.Invalid, "tests of the policy fail: mend the change, or the test with its environment's approvals", FailedTests(review)));

    private static PublishRefusal? Errors(ChangeReview review) =>
        review.HasErrors ? new PublishRefusal(PublishRefusalKind.Invalid, "the change has errors: mend what `problems` lists", review.Problems) : null;

    public static Diagnostic[] FailedTests(ChangeReview review) =>
    [
        .. review.Tests.Where(t => !t.Passed).Select(t => new Diagnostic(
            "test_failed", Severity.Error,
            $"test `{t.Test.Name}` expects {t.Test.Expect.ToString().ToLowerInvariant()}, but the policy says {t.Decision.Effect.ToString().ToLowerInvariant()} ({Core.Evaluation.DecisionReasons.Name(t.Decision.Reason)})")),
    ];
}
