using System.ComponentModel;
using System.Globalization;
using AccessConsole.Api.Describing;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Access;

/// <summary>Who may reach what, now or as of any revision or time.</summary>
public static class AccessEndpoints
{
    public static void MapAccess(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/access").WithTags("Access");
        group.MapGet("", ListAsync).WithName("listAccess")
            .WithSummary("Who may reach what and why, by ?environment=, principal=, team=, service=, serviceTeam=, mode=declared, revision=, at=; read on with after= the number of rows before")
            .Refuses(404);
        group.MapGet("/export", ExportAsync).WithName("exportAccess").WithSummary("The same as CSV; for auditors and admins, recorded").GivesFile("text/csv").Refuses(404, 422);
        group.MapGet("/graph", GraphAsync).WithName("getAccessGraph")
            .WithSummary("The neighbourhood of ?focus=pipeline/…, workload/… or service/… as a tree of groups of ways; with ?mode=observed each with what was observed on it").Refuses(404);
    }

    private static async Task<ApiAnswer<Ok<AccessJson>>> ListAsync([AsParameters] AccessParameters asked, long? after, int? limit, HttpContext context, AccessHistory history, GrantOrigins origins)
    {
        if (asked.ModeObjection(isLaidOver: false) is { } objection)
            return Problems.BadRequest(objection);
        if (await history.FindAsync(asked.Revision, asked.At, context.RequestAborted) is not { } moment)
            return Missing(asked.Revision);
        var size = Paging.Limit(limit);
        var skip = Math.Max(0, after ?? 0);
        var rows = AccessScope.Of(moment, asked.Filter).Rows();
        var page = rows.From(skip).Take(size).ToArray();
        var brought = await origins.FindAsync(PolicyKind.Grant, page.Select(r => r.Rule?.Grant.Name).OfType<string>(), moment.Revision, context.RequestAborted);
        Paging.Link(context, size, skip + page.Length < rows.Total ? skip + page.Length : null);
        return TypedResults.Ok(new AccessJson(
            moment.Revision, moment.At, rows.Total,
            [.. page.Select(r => AccessRowJson.Of(r, asked.Filter.IsDeclared, r.Rule is { } rule ? brought.GetValueOrDefault(rule.Grant.Name) : null))]));
    }

    private static async Task<IResult> ExportAsync(
        [AsParameters] AccessParameters asked, HttpContext context, AccessHistory history, AccessExport export, IAuditLog audit, TimeProvider clock)
    {
        var user = context.AccessUser();
        if (!user.Has(ConsoleRole.Auditor))
            return Problems.Forbidden("exporting needs the auditor role");
        if (asked.ModeObjection(isLaidOver: false) is { } objection)
            return Problems.BadRequest(objection);
        if (await history.FindAsync(asked.Revision, asked.At, context.RequestAborted) is not { } moment)
            return Missing(asked.Revision);
        if (asked.NoEnvironment(moment) is { } missing)
            return missing;
        var scope = AccessScope.Of(moment, asked.Filter);
        var rows = scope.Rows();
        if (rows.Total > AccessExport.MaxRows)
        {
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity, "too_many_rows",
                string.Create(CultureInfo.InvariantCulture, $"{rows.Total} rows are more than an export's {AccessExport.MaxRows}: narrow the filter by environment, service or team"));
        }

        await audit.AppendAsync(Exported(user, moment, context.Request, rows.Total, clock.GetUtcNow()), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"access-revision-{moment.Revision}.csv");
        return Results.Stream(stream => export.WriteAsync(stream, scope, rows, context.RequestAborted), "text/csv; charset=utf-8", name);
    }

    private static async Task<ApiAnswer<Ok<AccessGraphJson>>> GraphAsync(
        [AsParameters] AccessParameters asked,
        [Description("The root: `pipeline/NAME`, `workload/NAME` or `service/NAME`.")] string? focus,
        [Description("What ways are gathered by: `grant`, `environment`, `service` around a principal or `principal` around a service. Left out, the first of these that makes no more than a hundred groups.")] string? group,
        [Description("The groups whose ways are there too, with `~` between; `*` for all, `*~NAME` for all but those named, `-` for none. Left out, all of a small neighbourhood.")] string? open,
        HttpContext context, AccessHistory history, ObservedAccess observed)
    {
        var (grouping, opened) = (GraphGroupings.Parse(group), OpenGroups.Parse(open));
        string[] objections =
        [
            .. new[]
            {
                AccessFocus.Parse(focus) is null ? "say the focus as `pipeline/NAME`, `workload/NAME` or `service/NAME`" : null,
                asked.ModeObjection(isLaidOver: true),
                group is not null && grouping is null ? $"`group` is `{group}`: use grant, environment, service or principal" : null,
            }.OfType<string>(),
        ];
        if (AccessFocus.Parse(focus) is not { } centre || objections.Length > 0)
            return Problems.BadRequest(string.Join("; ", objections));
        if (await history.FindAsync(asked.Revision, asked.At, context.RequestAborted) is not { } moment)
            return Missing(asked.Revision);
        var graph = asked.Mode == "observed"
            ? AccessGraph.Around(await observed.OfAsync(context.AccessUser(), moment, AccessGraph.Around(asked.Filter, centre), ObservedAccess.UsualDays, context.RequestAborted), centre, grouping, opened)
            : AccessGraph.Around(moment, asked.Filter, centre, grouping, opened);
        return TypedResults.Ok(new AccessGraphJson(
            [.. graph.Nodes().Select(n => new GraphNodeJson(n.Id, n.Label, n.Kind, n.Object is { } named ? ObjectAddresses.Of(named) : null, n.Detail, n.IsOpen, n.X, n.Y))],
            [.. graph.Edges().Select((e, i) => new GraphEdgeJson($"e{i.ToString(CultureInfo.InvariantCulture)}", e.Source, e.Target, RowWords.Of(e.Level), e.State?.Name()))],
            graph.LeftOut));
    }

    private static AuditEvent Exported(ConsoleUser user, AccessMoment moment, HttpRequest request, long rows, DateTimeOffset now) => new(
        now, user.Actor, AuditActions.Exported, $"revision/{moment.Revision.ToString(CultureInfo.InvariantCulture)}",
        new Dictionary<string, string?>
        {
            ["what"] = "access",
            ["filter"] = request.QueryString.Value,
            ["at"] = moment.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["rows"] = rows.ToString(CultureInfo.InvariantCulture),
        });

    private static ProblemHttpResult Missing(int? revision) => Problems.NotFound($"revision {revision?.ToString(CultureInfo.InvariantCulture)}");
}
