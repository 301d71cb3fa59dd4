using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Drafts;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Audit;

/// <summary>Who did what, newest first.</summary>
public static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).WithName("listAuditEvents").WithTags("Audit").WithSummary("Audit events, newest first; for auditors and admins");

    private static async Task<ApiAnswer<Ok<IEnumerable<AuditEventJson>>>> ListAsync(
        [Description("Only events of this action, such as `revision.published`.")] string? action,
        [Description("Only events of this subject, such as `revision/42`.")] string? subject,
        long? after, int? limit, HttpContext context, IAuditLog log)
    {
        if (!context.AccessUser().Has(ConsoleRole.Auditor))
            return Problems.Forbidden("reading the audit log needs the auditor role");
        var size = Paging.Limit(limit);
        var found = await log.ListAsync(new AuditFilter(action, subject), after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Sequence : null);
        return TypedResults.Ok(found.Select(r => new AuditEventJson(
            r.Sequence, r.Event.At, ActorJson.Of(r.Event.Actor), r.Event.Action, r.Event.Subject, r.Event.Details)));
    }
}

/// <summary>One event of the audit log: who did what, when, and to which object.</summary>
/// <param name="Sequence">Its place in the log, from 0 without gaps.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What was done, such as <c>draft.approved</c>.</param>
/// <param name="Subject">What it was done to, such as <c>draft/ID</c>.</param>
/// <param name="Details">What else there is to know, by names.</param>
public sealed record AuditEventJson(
    long Sequence, DateTimeOffset At, ActorJson Actor, string Action, string Subject, IReadOnlyDictionary<string, string?> Details);
