using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>
/// When a staged publish may be taken back at once. INVARIANT (taking back): it lets nobody in, and changes nothing but grants and roles, so that nothing that an approval was
/// needed for comes without one.
/// </summary>
internal static class TakeBackRules
{
    private const string Remedy = "undo it by a draft instead (POST /api/v1/revisions/REVISION/undo), which is approved as any change is and then goes to everybody";

    /// <param name="revision">What is to be taken back.</param>
    /// <param name="live">Those that are under way, read under the lock.</param>
    /// <param name="review">Of the change that undoes it, as of now.</param>
    public static PublishRefusal? Objection(PublishRequest request, int revision, IReadOnlyList<StagedRollout> live, ChangeReview review)
    {
        if (live.All(rollout => rollout.Revision != revision))
            return new PublishRefusal(PublishRefusalKind.Conflict, $"revision {revision} is not under way any more: {Remedy}", []);
        if (request.TakesBack.FirstOrDefault(seen => !live.Any(rollout => rollout.IsAsSeen(seen))) is { } moved)
            return new PublishRefusal(PublishRefusalKind.Conflict, $"somebody else was first in `{moved.Environment}`: look at where it stands now", []);
        if (PublishRules.ObjectionOfChange(review) is { } objection)
            return objection;
        if (!request.IsAutomatic && OutOfScope.OfAll(request.User, ConsoleRole.Admin, review) is { } outside)
            return new PublishRefusal(PublishRefusalKind.Forbidden, outside, []);
        if (review.Access.GainedCount > 0)
            return new PublishRefusal(PublishRefusalKind.ApprovalsMissing, $"taking revision {revision} back would let somebody in, which nobody approved anew: {Remedy}", []);
        return OthersThanGrants(review.Patch) is { } other
            ? new PublishRefusal(PublishRefusalKind.ApprovalsMissing, $"revision {revision} changed {other}, which is no grant or role: {Remedy}", [])
            : null;
    }

    private static PolicyReference? OthersThanGrants(PolicyPatch patch) =>
        patch.Upserts.Select(changed => changed.Reference).Concat(patch.Deletes).Cast<PolicyReference?>().FirstOrDefault(changed => changed!.Value.Kind is not (PolicyKind.Grant or PolicyKind.Role));
}
