using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;

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
        if (Forbidden(request, review) is { } environment)
            return new PublishRefusal(PublishRefusalKind.Forbidden, environment.Length > 0 ? $"publishing in `{environment}` needs the admin role there" : "publishing needs the admin role", []);
        var missing = draft is null ? review.ApprovalsNeeded : Approvals.Missing(draft, review);
        return missing == 0 ? null : new PublishRefusal(
            PublishRefusalKind.ApprovalsMissing,
            $"{missing} more approval{(missing == 1 ? " is" : "s are")} needed for {string.Join(", ", review.RequiredApprovals.Keys.Select(e => $"`{e}`"))}",
            review.Problems);
    }

    /// <summary>The first environment of the change in which the user may not publish, empty for one who may nowhere; the scope follows the effect.</summary>
    private static string? Forbidden(PublishRequest request, ChangeReview review)
    {
        if (request.User.HasEverywhere(ConsoleRole.Admin))
            return null;
        return request.User.Has(ConsoleRole.Admin) && review.Environments.Count > 0
            ? review.Environments.FirstOrDefault(e => !request.User.Has(ConsoleRole.Admin, e))
            : "";
    }

    private static Diagnostic[] FailedTests(ChangeReview review) =>
    [
        .. review.Tests.Where(t => !t.Passed).Select(t => new Diagnostic(
            "test_failed", Severity.Error,
            $"test `{t.Test.Name}` expects {t.Test.Expect.ToString().ToLowerInvariant()}, but the policy says {t.Decision.Effect.ToString().ToLowerInvariant()} ({Core.Evaluation.DecisionReasons.Name(t.Decision.Reason)})")),
    ];
}
