using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Buildkite;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace AccessConsole.Api.Buildkite;

/// <summary>Connections to organizations at Buildkite, what they list, and its import into a draft.</summary>
public static class BuildkiteEndpoints
{
    public static void MapBuildkite(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/buildkite").WithTags("Buildkite");
        group.MapGet("", ListAsync).WithName("listBuildkiteConnections").WithSummary("Connections to organizations at Buildkite, without their tokens");
        group.MapPost("", AddAsync).WithName("addBuildkiteConnection").RequireAuthorization(Policies.Administer)
            .WithSummary("Connects an organization; its token is stored encrypted and shown to nobody").Refuses(404, 422);
        group.MapGet("/{id:guid}", GetAsync).WithName("getBuildkiteConnection").WithSummary("One connection, with the organization's clusters and queues").Refuses(404);
        group.MapDelete("/{id:guid}", RemoveAsync).WithName("removeBuildkiteConnection").RequireAuthorization(Policies.Administer)
            .WithSummary("Ends a connection and wipes its token; the policy stays as it is").Refuses(404, 422);
        group.MapPut("/{id:guid}/token", ReplaceTokenAsync).WithName("replaceBuildkiteToken").RequireAuthorization(Policies.Administer)
            .WithSummary("Puts another token in the former's place").Refuses(404, 422);
        group.MapPost("/{id:guid}/test", TestAsync).WithName("testBuildkiteConnection").RequireAuthorization(Policies.Administer)
            .WithSummary("Asks Buildkite each thing that a listing needs, and gives its errors as they come").Refuses(404, 422);
        group.MapPost("/{id:guid}/sync", SyncAsync).WithName("listBuildkiteNow").RequireAuthorization(Policies.Administer)
            .WithSummary("Lists the organization now").Refuses(404, 409, 422, 502);
        group.MapGet("/{id:guid}/pipelines", PipelinesAsync).WithName("listBuildkitePipelines")
            .WithSummary("Pipelines at Buildkite beside the policy: new, changed, gone, with risks of their settings").Refuses(404);
        group.MapPost("/{id:guid}/import", ImportAsync).WithName("importBuildkitePipelines").RequireAuthorization(Policies.Edit)
            .WithSummary("Makes a draft of chosen pipelines: new ones added, changed ones updated, gone ones taken out").Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<BuildkiteConnectionJson>>>> ListAsync(HttpContext context, IBuildkiteStore store) =>
        TypedResults.Ok((await store.ListAsync(context.RequestAborted)).Select(BuildkiteConnectionJson.Of));

    private static async Task<ApiAnswer<Ok<BuildkiteConnectionJson>>> GetAsync(Guid id, HttpContext context, IBuildkiteStore store) =>
        await store.FindAsync(id, context.RequestAborted) is { } connection ? TypedResults.Ok(BuildkiteConnectionJson.Of(connection)) : NotFound();

    private static async Task<ApiAnswer<Created<BuildkiteConnectionJson>>> AddAsync(ConnectionRequest body, HttpContext context, BuildkiteConnections connections)
    {
        var result = await connections.AddAsync(context.AccessUser(), body, context.RequestAborted);
        return Answer(result, c => TypedResults.Created($"/api/v1/buildkite/{c.Id}", BuildkiteConnectionJson.Of(c)));
    }

    private static async Task<ApiAnswer<NoContent>> ReplaceTokenAsync(Guid id, BuildkiteTokenJson body, HttpContext context, BuildkiteConnections connections) =>
        Answer(await connections.ReplaceTokenAsync(context.AccessUser(), id, body.Token, context.RequestAborted), _ => TypedResults.NoContent());

    private static async Task<ApiAnswer<NoContent>> RemoveAsync(Guid id, HttpContext context, BuildkiteConnections connections) =>
        Answer(await connections.RemoveAsync(context.AccessUser(), id, context.RequestAborted), _ => TypedResults.NoContent());

    private static async Task<ApiAnswer<Ok<BuildkiteTestJson>>> TestAsync(Guid id, HttpContext context, BuildkiteConnections connections)
    {
        var (result, checks) = await connections.TestAsync(context.AccessUser(), id, context.RequestAborted);
        return Answer(result, _ => TypedResults.Ok(new BuildkiteTestJson(checks.All(c => c.Failure is null), checks)));
    }

    private static async Task<ApiAnswer<Ok<BuildkiteListingJson>>> SyncAsync(Guid id, HttpContext context, BuildkiteConnections connections)
    {
        var (result, outcome) = await connections.SyncAsync(context.AccessUser(), id, context.RequestAborted);
        if (outcome is null)
            return Answer<Ok<BuildkiteListingJson>>(result, _ => throw new InvalidOperationException("a listing came to nothing and was not refused"));
        return outcome.Kind switch
        {
            SyncKind.Listed => TypedResults.Ok(new BuildkiteListingJson(outcome.Pipelines)),
            SyncKind.Failed => Problems.Of(StatusCodes.Status502BadGateway, "buildkite_failed", outcome.Failure!),
            SyncKind.Busy => Problems.Of(StatusCodes.Status409Conflict, "conflict", outcome.Failure ?? "the organization was just listed"),
            SyncKind.NotFound => NotFound(),
        };
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<BuildkitePipelineJson>>>> PipelinesAsync(
        Guid id,
        [AllowedValues("new", "changed", "gone", "same", "archived"), Description("Only pipelines that stand so.")] string? state,
        [Description("Only pipelines with these words in slug or name.")] string? q,
        string? after, int? limit, HttpContext context, BuildkiteInventory inventory)
    {
        PipelineStanding? standing = null;
        if (state is not null)
        {
            standing = Enum.GetValues<PipelineStanding>().Where(s => s.ToString().Equals(state, StringComparison.OrdinalIgnoreCase)).Select(s => (PipelineStanding?)s).FirstOrDefault();
            if (standing is null)
                return Problems.BadRequest($"`state` is `{state}`: use new, changed, gone, same or archived");
        }

        if (await inventory.CompareAsync(id, context.RequestAborted) is not { } compared)
            return NotFound();
        var size = Paging.Limit(limit);
        // A slug may be there twice: once gone, once another pipeline's by now.
        var matching = InventoryFilter.Apply(compared.Pipelines, standing, q).SkipWhile(p => after is not null && string.CompareOrdinal(KeyOf(p), after) <= 0);
        var page = matching.Take(size + 1).ToList();
        Paging.Link(context, size, page.Count > size ? KeyOf(page[size - 1]) : null);
        return TypedResults.Ok(page.Take(size).Select(BuildkitePipelineJson.Of));
    }

    private static async Task<ApiAnswer<Created<BuildkiteImportJson>>> ImportAsync(Guid id, ImportRequest body, HttpContext context, BuildkiteImport import)
    {
        var result = await import.ImportAsync(context.AccessUser(), id, body, context.RequestAborted);
        return result switch
        {
            { IsNotFound: true } => NotFound(),
            { Problem: { } problem } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", problem),
            { Refusal: { } refusal } => refusal.ToProblem(),
            { Draft: var draft, Plan: var plan } => TypedResults.Created(
                $"/api/v1/drafts/{draft!.Id}", new BuildkiteImportJson(draft.Id, plan!.Added, plan.Updated, plan.Removed, [.. plan.Also], plan.Left)),
        };
    }

    private static ApiAnswer<T> Answer<T>(ConnectionResult result, Func<BuildkiteConnection, T> done)
        where T : IResult, IEndpointMetadataProvider => result switch
        {
            { Refusal: { } refusal } => Problems.Refused(refusal),
            { Problems: { Count: > 0 } problems } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "that cannot be done so: mend what `problems` lists", problems),
            { Connection: { } connection } => done(connection),
            _ => NotFound(),
        };

    private static ProblemHttpResult NotFound() => Problems.NotFound("such connection");

    private static string KeyOf(PipelineComparison compared) => $"{compared.Slug} {compared.Id}";
}
