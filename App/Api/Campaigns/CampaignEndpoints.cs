using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using AccessConsole.Api.Describing;
using AccessConsole.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Campaigns;

/// <summary>Reviews of standing grants: opened over a filter, decided grant by grant, closed into one draft.</summary>
public static class CampaignEndpoints
{
    public static void MapCampaigns(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/campaigns").WithTags("Campaigns");
        group.MapGet("", ListAsync).WithName("listCampaigns").WithSummary("Campaigns, newest first; ?open=true those that are not closed");
        group.MapGet("/{id:guid}", GetAsync).WithName("getCampaign").WithSummary("One campaign and how far it is").Refuses(404);
        group.MapGet("/{id:guid}/grants", ItemsAsync).WithName("listCampaignGrants")
            .WithSummary("Its grants and what was decided of each: ?state=undecided, keep, narrow or end, ?mine=true those that you may decide of").Refuses(404);
        group.MapGet("/{id:guid}/export", ExportAsync).WithName("exportCampaign").WithSummary("All of it as CSV, which is recorded").GivesFile("text/csv").Refuses(404);
        group.MapPost("", OpenAsync).WithName("openCampaign").RequireAuthorization(Policies.Administer)
            .WithSummary("Opens a campaign over the grants of a filter as they stand").Refuses(404, 409, 422);
        group.MapPost("/{id:guid}/decisions", DecideAsync).WithName("decideCampaignGrants").RequireAuthorization(Policies.Approve)
            .WithSummary("Decides keep, narrow or end of some grants, with a reason; by a person's session only").BySessionOnly().Refuses(404, 409, 422);
        group.MapPost("/{id:guid}/close", CloseAsync).WithName("closeCampaign").RequireAuthorization(Policies.Administer)
            .WithSummary("Closes it: what is narrowed or ended becomes one draft").Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<CampaignJson>>>> ListAsync(
        [Description("Whether only those that are not closed; false for only those that are.")] bool? open,
        [MaxLength(SearchText.MaxCharacters), Description("Only campaigns in which each of these words stands: in the title or the name of whoever opened it.")] string? q,
        Guid? after, int? limit, HttpContext context, ICampaignStore campaigns)
    {
        if (SearchText.Problem(q) is { } tooLong)
            return Problems.BadRequest(tooLong);
        var size = Paging.Limit(limit);
        var found = await campaigns.ListAsync(open, after, size, context.RequestAborted, q);
        var progress = await campaigns.CountAsync([.. found.Select(c => c.Id)], context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(c => CampaignJson.Of(c, progress.GetValueOrDefault(c.Id, CampaignProgress.None))));
    }

    private static async Task<ApiAnswer<Ok<CampaignJson>>> GetAsync(Guid id, HttpContext context, ICampaignStore campaigns) =>
        await campaigns.FindAsync(id, context.RequestAborted) is { } campaign ? await AnswerAsync(context, campaigns, campaign) : Problems.NotFound("such campaign");

    private static async Task<ApiAnswer<Ok<IEnumerable<CampaignItemJson>>>> ItemsAsync(
        Guid id,
        [AllowedValues("undecided", "keep", "narrow", "end"), Description("Only grants of which this was decided.")] string? state,
        [Description("Whether only those that the caller may decide of.")] bool? mine,
        int? after, int? limit, HttpContext context, ICampaignStore campaigns)
    {
        if (CampaignStates.Parse(state) is not { } wanted)
            return Problems.BadRequest($"`state` is `{state}`: use undecided, keep, narrow or end");
        if (await campaigns.FindAsync(id, context.RequestAborted) is null)
            return Problems.NotFound("such campaign");
        var (size, reviewer) = (Paging.Limit(limit), CampaignWorkflow.Reviewer(context.AccessUser()));
        var found = mine == true && reviewer is null
            ? []
            : await campaigns.ListItemsAsync(id, wanted with { Reviewer = mine == true ? reviewer : null }, after ?? 0, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Number : null);
        return TypedResults.Ok(found.Select(CampaignItemJson.Of));
    }

    private static async Task<IResult> ExportAsync(Guid id, HttpContext context, ICampaignStore campaigns, CampaignExport export)
    {
        if (await campaigns.FindAsync(id, context.RequestAborted) is not { } campaign)
            return Problems.NotFound("such campaign");
        await export.RecordAsync(context.AccessUser(), campaign, context.RequestAborted);
        var name = string.Create(CultureInfo.InvariantCulture, $"campaign-{campaign.OpenedAt.UtcDateTime:yyyy-MM-dd}.csv");
        return Results.Stream(stream => export.WriteAsync(stream, campaign, context.RequestAborted), "text/csv; charset=utf-8", name);
    }

    private static async Task<ApiAnswer<Ok<CampaignJson>>> OpenAsync(CampaignBody body, HttpContext context, CampaignWorkflow workflow, ICampaignStore campaigns)
    {
        var (wanted, problem) = body.Read();
        return wanted is null ? Problems.BadRequest(problem!) : await AnswerAsync(context, campaigns, await workflow.OpenAsync(context.AccessUser(), wanted, context.RequestAborted));
    }

    private static async Task<ApiAnswer<Ok<DecidedJson>>> DecideAsync(Guid id, DecisionBody body, HttpContext context, CampaignWorkflow workflow)
    {
        if (body.Verdict is null || CampaignStates.Parse(body.Verdict)?.Verdict is not { } verdict)
            return Problems.BadRequest($"`verdict` is `{body.Verdict}`: use keep, narrow or end");
        var result = await workflow.DecideAsync(context.AccessUser(), id, [.. (body.Grants ?? []).Distinct()], new Verdict(verdict, body.Reason ?? "", body.Expires, body.WithoutEnvironment), context.RequestAborted);
        return result.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(new DecidedJson(result.Count));
    }

    private static async Task<ApiAnswer<Ok<CampaignJson>>> CloseAsync(Guid id, CloseBody body, HttpContext context, CampaignWorkflow workflow, ICampaignStore campaigns) =>
        await AnswerAsync(context, campaigns, await workflow.CloseAsync(context.AccessUser(), id, body.Version, body.EndsUndecided ?? false, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<CampaignJson>>> AnswerAsync(HttpContext context, ICampaignStore campaigns, CampaignResult result) =>
        result.Campaign is { } campaign ? await AnswerAsync(context, campaigns, campaign) : result.Refusal!.ToProblem();

    private static async Task<ApiAnswer<Ok<CampaignJson>>> AnswerAsync(HttpContext context, ICampaignStore campaigns, Campaign campaign) =>
        TypedResults.Ok(CampaignJson.Of(campaign, (await campaigns.CountAsync([campaign.Id], context.RequestAborted)).GetValueOrDefault(campaign.Id, CampaignProgress.None)));
}
