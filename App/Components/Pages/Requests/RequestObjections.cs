using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Drafts;
using AccessConsole.Requests;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>
/// For each act on a request why this person cannot do it now; null where they can. Only so that buttons say it: the acts themselves ask the same rules again, on
/// what then stands.
/// </summary>
/// <param name="NeedsProof">Whether a fresh sign-in is what an approval lacks.</param>
/// <param name="Confirmation">What is typed before this person approves: the environments in which their approval is the last and lets somebody in. Empty for nothing.</param>
public sealed record RequestObjections(string? Approve, string? Decline, string? Withdraw, string? AskForMore, string? End, bool NeedsProof, string Confirmation = "")
{
    public static RequestObjections Of(ConsoleUser user, RequestSight sight)
    {
        var (request, now) = (sight.Request, sight.At);
        var gone = sight.Problem is { } problem ? new PublishRefusal(PublishRefusalKind.Conflict, problem, []) : null;
        var isForApproval = sight.AwaitsApproval && user.IsPerson && user.Has(ConsoleRole.Approver) && !RequestRules.IsRequester(user, request);
        return new RequestObjections(
            Message(sight.Review is { } review ? RequestRules.ToApprove(user, request, review, sight.Digest, sight.Digest, now) : gone),
            Message(sight.Review is { } declined ? RequestRules.ToDecline(user, request, declined, now) : null),
            Message(RequestRules.ToWithdraw(user, request, now)),
            Message(RequestRules.ToAskForMore(user, request, now) ?? gone),
            Message(sight.Review is { } ended ? RequestRules.ToEnd(user, request, ended, now) : gone),
            isForApproval && ApprovalRules.NeedsProof(user, now),
            sight.AwaitsApproval && IsLast(user, sight) ? Widening.ConfirmationOf(sight.Review) : "");
    }

    /// <summary>Whether nothing would be missing once this person approves, so that it publishes.</summary>
    private static bool IsLast(ConsoleUser user, RequestSight sight) => sight.Places.All(at => at.Missing <= (user.Has(ConsoleRole.Approver, at.Place) ? 1 : 0));

    private static string? Message(PublishRefusal? refusal) => refusal?.Message;
}
