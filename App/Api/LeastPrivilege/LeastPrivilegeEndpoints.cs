using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Drafts;
using AccessConsole.LeastPrivilege;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.LeastPrivilege;

/// <summary>What access was used for by the decision log, and drafts that follow from that.</summary>
public static class LeastPrivilegeEndpoints
{
    public static void MapLeastPrivilege(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/least-privilege").WithTags("Least privilege");
        group.MapGet("/grants", GrantsAsync).WithName("listGrantUse")
            .WithSummary("How grants were used over ?days=30: ?state=unused, unproven or used; how complete the log is stands beside each");
        group.MapPost("/narrowing/check", CheckAsync).WithName("checkNarrowing")
            .WithSummary("What narrowing some grants to what was seen would take away, replayed against the log; nothing is stored").Refuses(404, 409, 422);
        group.MapPost("/narrowing", DraftAsync).WithName("draftNarrowing").RequireAuthorization(Policies.Edit)
            .WithSummary("Drafts that narrowing; it only closes").Refuses(404).RefusesChanges();
        group.MapGet("/proposals", ProposalsAsync).WithName("listGrantProposals")
            .WithSummary("Grants for what known callers were refused over ?days=30, each ending after ?lifetime=30 days");
        group.MapPost("/proposals", ProposeAsync).WithName("draftGrantProposal").RequireAuthorization(Policies.Edit).WithSummary("Drafts one of them").Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<UseReportJson>>> GrantsAsync(
        [Range(1, int.MaxValue), Description("Over how many days; 30 where it is left out. At most as many as counts are kept for.")] int? days,
        [AllowedValues("unused", "unproven", "used"), Description("Only grants of this standing.")] string? state,
        string? after, int? limit, HttpContext context, AccessUse use)
    {
        GrantStanding? wanted = Enum.TryParse<GrantStanding>(state, ignoreCase: true, out var standing) && Enum.IsDefined(standing) ? standing : null;
        if (Refuse(AccessUse.Objection(days ?? AccessUse.UsualDays, use.MostDays), state is not null && wanted is null ? $"`state` is `{state}`: use unused, unproven or used" : null) is { } refusal)
            return refusal;
        var report = await use.ReportAsync(context.AccessUser(), days ?? AccessUse.UsualDays, context.RequestAborted);
        // Among all, whatever their state: that of the last one may be another by now.
        var last = after is null ? -1 : report.Rows.TakeWhile(row => row.Grant.Name != after).Count();
        if (last == report.Rows.Count)
            return Problems.BadRequest($"`after` is `{after}`, which is no grant of this list any more: begin anew");
        var size = Paging.Limit(limit);
        UsedGrant[] rest = [.. report.Rows.Skip(last + 1).Where(row => wanted is null || row.Evidence.Standing == wanted)];
        UsedGrant[] page = [.. rest.Take(size)];
        Paging.Link(context, size, page.Length < rest.Length ? page[^1].Grant.Name : null);
        return TypedResults.Ok(UseReportJson.Of(report, page, await use.SinceAsync(report.Revision, [.. page.Select(row => row.Grant)], context.RequestAborted)));
    }

    private static async Task<ApiAnswer<Ok<NarrowingJson>>> CheckAsync(NarrowingBody body, HttpContext context, NarrowingWorkflow workflow)
    {
        var (preview, refusal) = await workflow.PreviewAsync(context.AccessUser(), body.Grants ?? [], body.Days ?? AccessUse.UsualDays, context.RequestAborted);
        return preview is null ? refusal!.ToProblem() : TypedResults.Ok(NarrowingJson.Of(preview));
    }

    private static async Task<ApiAnswer<Created<ProposedDraftJson>>> DraftAsync(NarrowingBody body, HttpContext context, NarrowingWorkflow workflow) =>
        Answer(await workflow.DraftAsync(context.AccessUser(), body.Grants ?? [], body.Days ?? AccessUse.UsualDays, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<ProposalsJson>>> ProposalsAsync(
        [Range(1, int.MaxValue), Description("Over how many days; 30 where it is left out. At most as many as counts are kept for.")] int? days,
        [Range(1, NarrowingWorkflow.LongestLifetime), Description("After how many days a proposed grant ends; 30 where it is left out.")] int? lifetime,
        HttpContext context, AccessUse use)
    {
        if (Refuse(AccessUse.Objection(days ?? AccessUse.UsualDays, use.MostDays), NarrowingWorkflow.Objection(lifetime ?? NarrowingWorkflow.UsualLifetime)) is { } refusal)
            return refusal;
        var report = await use.ProposalsAsync(context.AccessUser(), days ?? AccessUse.UsualDays, TimeSpan.FromDays(lifetime ?? NarrowingWorkflow.UsualLifetime), context.RequestAborted);
        return TypedResults.Ok(ProposalsJson.Of(report));
    }

    private static async Task<ApiAnswer<Created<ProposedDraftJson>>> ProposeAsync(ProposalBody body, HttpContext context, NarrowingWorkflow workflow) =>
        Answer(await workflow.ProposeAsync(context.AccessUser(), body.Grant ?? "", body.Days ?? AccessUse.UsualDays, body.Lifetime ?? NarrowingWorkflow.UsualLifetime, context.RequestAborted));

    /// <returns>Null where there is no objection.</returns>
    private static ProblemHttpResult? Refuse(params string?[] objections) => objections.OfType<string>().ToArray() is { Length: > 0 } all ? Problems.BadRequest(string.Join("; ", all)) : null;

    private static ApiAnswer<Created<ProposedDraftJson>> Answer(DraftResult result) =>
        result.Draft is { } draft ? TypedResults.Created($"/api/v1/drafts/{draft.Id}", new ProposedDraftJson(draft.Id, draft.Title)) : result.Refusal!.ToProblem();
}
