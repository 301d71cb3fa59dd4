using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.Drafts;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>
/// Who may revoke in an emergency, and what such a change may be; asked for the preview and again under the lock. Nobody approves beforehand, because the
/// change provably lets nobody in.
/// </summary>
internal static class EmergencyRules
{
    public const int MaxReason = 1000;

    public static PublishRefusal? Objection(ConsoleUser user, Emergency emergency, PolicySet before, ChangeReview review, DateTimeOffset now)
    {
        if (Forbidden(user, emergency, now) is { } why)
            return new PublishRefusal(PublishRefusalKind.Forbidden, why, []);
        if (string.IsNullOrWhiteSpace(emergency.Reason) || emergency.Reason.Length > MaxReason)
            return new PublishRefusal(PublishRefusalKind.Invalid, $"an emergency needs a reason of at most {MaxReason} characters: say what happened", []);
        if (CommentText.Problem(emergency.Reason, "reason") is { } reason)
            return new PublishRefusal(PublishRefusalKind.Invalid, reason, []);
        // What an engine cannot say exactly is shown and does not hold up the others: each lets through no more than it did before.
        var errors = review.ErrorsBesidesCoverage.ToArray();
        if (errors.Length > 0)
            return new PublishRefusal(PublishRefusalKind.Invalid, "the revocation has errors: mend what `problems` lists", errors);
        return EmergencyRevocation.Objection(before.Objects, review) is { } objection ? new PublishRefusal(PublishRefusalKind.Invalid, objection, []) : null;
    }

    private static string? Forbidden(ConsoleUser user, Emergency emergency, DateTimeOffset now)
    {
        // A token never approves anything, so one that revokes has to be an admin's.
        var (role, name) = user.IsPerson ? (ConsoleRole.Approver, "approver") : (ConsoleRole.Admin, "admin");
        if (emergency.Environments.FirstOrDefault(e => !user.Has(role, new Place(e, null))) is { } outside)
            return $"revoking in `{outside}` needs the {name} role there, for every service";
        return ApprovalRules.NeedsProof(user, now) ? ApprovalRules.ProveAgain(user, "revoke") : null;
    }
}
