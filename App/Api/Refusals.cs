using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api;

/// <summary>Refused acts as HTTP says them.</summary>
internal static class Refusals
{
    public static ProblemHttpResult ToProblem(this PublishRefusal refusal) =>
        Problems.Of(StatusOf(refusal.Kind), CodeOf(refusal.Kind), refusal.Message, refusal.Problems.Count > 0 ? refusal.Problems : null);

    private static int StatusOf(PublishRefusalKind kind) => kind switch
    {
        PublishRefusalKind.BaseMoved => StatusCodes.Status412PreconditionFailed,
        PublishRefusalKind.SignerAway => StatusCodes.Status503ServiceUnavailable,
        PublishRefusalKind.ApprovalsMissing or PublishRefusalKind.Conflict or PublishRefusalKind.NothingChanged or PublishRefusalKind.NotDue or PublishRefusalKind.RolloutUnderWay
            or PublishRefusalKind.SignerRefused => StatusCodes.Status409Conflict,
        PublishRefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        PublishRefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        PublishRefusalKind.DraftNotFound => StatusCodes.Status404NotFound,
    };

    private static string CodeOf(PublishRefusalKind kind) => kind switch
    {
        PublishRefusalKind.NothingChanged => "nothing_changed",
        PublishRefusalKind.BaseMoved => "base_moved",
        PublishRefusalKind.ApprovalsMissing => "approvals_missing",
        PublishRefusalKind.Invalid => "invalid",
        PublishRefusalKind.Forbidden => "forbidden",
        PublishRefusalKind.DraftNotFound => "not_found",
        PublishRefusalKind.NotDue => "not_due",
        PublishRefusalKind.Conflict => "conflict",
        PublishRefusalKind.RolloutUnderWay => "rollout_under_way",
        PublishRefusalKind.SignerRefused => "signer_refused",
        PublishRefusalKind.SignerAway => "signer_away",
    };
}
