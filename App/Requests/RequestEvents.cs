using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;

namespace AccessConsole.Requests;

/// <summary>What an act on a request leaves in the audit log.</summary>
internal static class RequestEvents
{
    /// <summary>The newest step of a request as an act.</summary>
    public static AuditEvent Of(GrantRequest request)
    {
        var step = request.Steps[^1];
        return new AuditEvent(step.At, step.By, ActionOf(step.Kind), Subject(request.Id), new Dictionary<string, string?>
        {
            ["principal"] = $"{Core.Model.PolicyKinds.Noun(request.Principal.Kind)}/{request.Principal.Name}",
            ["role"] = request.Grant.Role,
            ["environment"] = request.Environment,
            ["duration"] = RequestDuration.Print(step.Kind is RequestStepKind.ExtensionAsked && request.Extension is { } extension ? extension.Duration : request.Duration),
            ["requester"] = $"{request.Requester.Issuer}/{request.Requester.Subject}",
            ["reason"] = step.Text ?? (step.Kind == RequestStepKind.Asked ? request.Grant.Reason : null),
            ["digest"] = step.Approval?.Digest,
            ["grant"] = step.Revision is null ? null : request.Id.ToString(),
            ["revision"] = step.Revision?.ToString(CultureInfo.InvariantCulture),
            ["endsAt"] = step.EndsAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
    }

    /// <param name="id">Null where there was to be a new one.</param>
    public static AuditEvent Refused(Guid? id, Actor actor, string what, PublishRefusal refusal, DateTimeOffset now) =>
        new(now, actor, AuditActions.Refused, id is { } request ? Subject(request) : "requests", new Dictionary<string, string?>
        {
            ["what"] = what,
            ["why"] = refusal.Kind.ToString(),
            ["message"] = refusal.Message,
        });

    public static string Subject(Guid id) => $"request/{id}";

    public static string ActionOf(RequestStepKind kind) => kind switch
    {
        RequestStepKind.Asked => AuditActions.AccessAsked,
        RequestStepKind.Approved => AuditActions.AccessApproved,
        RequestStepKind.Declined => AuditActions.AccessDeclined,
        RequestStepKind.Withdrawn => AuditActions.AccessWithdrawn,
        RequestStepKind.Granted => AuditActions.AccessGranted,
        RequestStepKind.ExtensionAsked => AuditActions.AccessExtensionAsked,
        RequestStepKind.ExtensionDeclined => AuditActions.AccessExtensionDeclined,
        RequestStepKind.ExtensionWithdrawn => AuditActions.AccessExtensionWithdrawn,
        RequestStepKind.Extended => AuditActions.AccessExtended,
        RequestStepKind.Ended => AuditActions.AccessEnded,
    };
}
