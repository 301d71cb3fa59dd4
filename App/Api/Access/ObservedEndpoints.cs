using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AccessConsole.Api.Audit;
using AccessConsole.Api.Describing;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Access;

/// <summary>Declared, effective and observed access laid over one another, now or as of any revision or time.</summary>
public static class ObservedEndpoints
{
    public static void MapObserved(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/access/observed").WithTags("Access");
        group.MapGet("", ListAsync).WithName("listObservedAccess")
            .WithSummary("Ways to services with what was observed on them over the ?days=30 before the moment; filtered as /access, read on with after=").Refuses(404);
        group.MapGet("/export", ExportAsync).WithName("exportObservedAccess")
            .WithSummary("The same as ?format=csv, or signed as lines of JSON (?format=signed); for auditors and admins, recorded").GivesFile("text/csv", "application/jsonl")
            .Refuses(404, 409, 422);
    }

    private static async Task<ApiAnswer<Ok<ObservedJson>>> ListAsync(
        [AsParameters] AccessParameters asked,
        [Range(1, ObservedAccess.MostDays), Description("Of how many days before the moment what was observed counts; 30 where it is left out.")] int? days,
        long? after, int? limit, HttpContext context, AccessHistory history, ObservedAccess observed, GrantOrigins origins)
    {
        if (Objection(asked, days) is { } objection)
            return objection;
        if (await history.FindAsync(asked.Revision, asked.At, context.RequestAborted) is not { } moment)
            return Problems.NotFound($"revision {asked.Revision}");
        var found = await observed.OfAsync(context.AccessUser(), moment, asked.Filter, days ?? ObservedAccess.UsualDays, context.RequestAborted);
        var (size, skip) = (Paging.Limit(limit), Math.Max(0, after ?? 0));
        var page = found.Edges.From(skip).Take(size).ToArray();
        var brought = await origins.FindAsync(PolicyKind.Grant, page.Select(edge => edge.Row.Rule?.Grant.Name).OfType<string>(), moment.Revision, context.RequestAborted);
        Paging.Link(context, size, skip + page.Length < found.Edges.Total ? skip + page.Length : null);
        return TypedResults.Ok(new ObservedJson(
            ObservedHeaderJson.Of(found), found.Edges.Total, found.Edges.UndeclaredCount,
            [.. page.Select(edge => ObservedEdgeJson.Of(edge, edge.Row.Rule is { } rule ? brought.GetValueOrDefault(rule.Grant.Name) : null))]));
    }

    private static async Task<IResult> ExportAsync(
        [AsParameters] AccessParameters asked,
        [Range(1, ObservedAccess.MostDays), Description("Of how many days before the moment what was observed counts; 30 where it is left out.")] int? days,
        [AllowedValues("csv", "signed"), Description("`csv`, or `signed` for lines of JSON and a signature.")] string? format,
        HttpContext context, AccessHistory history, ObservedAccess observed, ObservedExport export, AuditNotes notes, IAuditLog audit, TimeProvider clock)
    {
        var user = context.AccessUser();
        if (!user.Has(ConsoleRole.Auditor))
            return Problems.Forbidden("exporting needs the auditor role");
        if (Objection(asked, days) is { } objection)
            return objection;
        if (format is not (null or "csv" or "signed"))
            return Problems.BadRequest($"`format` is `{format}`: use csv or signed");
        if (format == "signed" && !notes.CanSign)
            return AuditProblems.NoKey();
        if (await history.FindAsync(asked.Revision, asked.At, context.RequestAborted) is not { } moment)
            return Problems.NotFound($"revision {asked.Revision}");
        if (asked.NoEnvironment(moment) is { } missing)
            return missing;
        var found = await observed.OfAsync(user, moment, asked.Filter, days ?? ObservedAccess.UsualDays, context.RequestAborted);
        if (found.Edges.Total > ObservedExport.MaxRows)
        {
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity, "too_many_rows",
                string.Create(CultureInfo.InvariantCulture, $"{found.Edges.Total} rows are more than an export's {ObservedExport.MaxRows}: narrow the filter by environment, service or team"));
        }

        await audit.AppendAsync(Exported(user, found, context.Request, clock.GetUtcNow()), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"observed-access-revision-{moment.Revision}");
        return format == "signed"
            ? Results.Stream(stream => export.WriteSignedAsync(stream, found, context.RequestAborted), "application/jsonl; charset=utf-8", $"{name}.jsonl")
            : Results.Stream(stream => export.WriteCsvAsync(stream, found, context.RequestAborted), "text/csv; charset=utf-8", $"{name}.csv");
    }

    private static ProblemHttpResult? Objection(AccessParameters asked, int? days)
    {
        var ofDays = days is null or (>= 1 and <= ObservedAccess.MostDays) ? null : $"`days` is {days}: use 1 to {ObservedAccess.MostDays}";
        string[] all = [.. new[] { asked.ModeObjection(isLaidOver: true), ofDays }.OfType<string>()];
        return all.Length == 0 ? null : Problems.BadRequest(string.Join("; ", all));
    }

    private static AuditEvent Exported(ConsoleUser user, ObservedScope found, HttpRequest request, DateTimeOffset now) => new(
        now, user.Actor, AuditActions.Exported, $"revision/{found.Scope.Moment.Revision.ToString(CultureInfo.InvariantCulture)}",
        new Dictionary<string, string?>
        {
            ["what"] = ObservedExport.Kind,
            ["filter"] = request.QueryString.Value,
            ["at"] = found.Scope.Moment.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["rows"] = found.Edges.Total.ToString(CultureInfo.InvariantCulture),
        });
}
