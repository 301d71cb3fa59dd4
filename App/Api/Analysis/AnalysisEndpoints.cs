using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Exploring;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Analysis;

/// <summary>Questions to a policy, answered exactly and each with a request that shows the answer to be true.</summary>
public static class AnalysisEndpoints
{
    public static void MapAnalysis(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/analysis").WithTags("Analysis");
        group.MapGet("/reach", ReachAsync).WithName("findReach")
            .WithSummary("Whether ?principal= (pipeline/NAME, workload/NAME, anyone, pipelines:LABELS) can ever reach ?service= (a name, LABELS or all), by ?environment=, method=, path=, in= a policy")
            .Refuses(400, 404, 422);
        group.MapGet("/same", SameAsync).WithName("comparePolicyMeaning")
            .WithSummary("Whether the policies ?from= and to= (current, revision:12, draft:ID, at:TIME) let the same requests through").Refuses(400, 404);
        group.MapPost("/same", SameAsync).WithName("compareDocumentMeaning").Produces<SameJson>().WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute())
            .WithSummary("The same of a document and the policy ?from= or to=; nothing is stored").Reads(ReadBody.OfSchema(PolicyComponents.Document, "application/json", "application/yaml"))
            .Refuses(404, 422);
        group.MapGet("/grants", GrantsAsync).WithName("listGrantFindings")
            .WithSummary("Grants without which no decision changes, and those that denies take a part of, by ?status=, in= a policy").Refuses(404);
        group.MapGet("/grants/{name}", GrantAsync).WithName("getGrantReport").WithSummary("What one grant is good for, with a request that shows it").Refuses(400, 404);
    }

    private static async Task<ApiAnswer<Ok<ReachJson>>> ReachAsync(
        [Description("Who: `pipeline/NAME`, `workload/NAME`, `anyone`, or labels as in `pipelines:team=payments`.")] string? principal,
        [Description("Which services: a name, labels, or `all`.")] string? service,
        [Description("Where; everywhere where it is left out.")] string? environment,
        [Description("By which method; any where it is left out.")] string? method,
        [Description("At which path; any where it is left out.")] string? path,
        string? @in, HttpContext context, PolicySides sides)
    {
        var found = await sides.FindAsync(@in, context.RequestAborted);
        if (found.Side is not { } side)
            return found.ToProblem();
        var (question, problem) = ReachText.Read(side.Policy, principal, service, environment, method, path);
        if (question is null)
            return Problems.BadRequest(problem!);
        var solver = new ReachSolver(side.Policy, side.At);
        return solver.CountOf(question) > ReachSolver.MaxPairs
            ? Problems.Of(
                StatusCodes.Status422UnprocessableEntity, "too_many_pairs",
                string.Create(CultureInfo.InvariantCulture, $"{solver.CountOf(question)} pairs of principal and deployment are more than the {ReachSolver.MaxPairs} that one question may have: narrow it"))
            : TypedResults.Ok(ReachJson.Of(side.Name, side.At, solver.Answer(question)));
    }

    private static async Task<ApiAnswer<Ok<SameJson>>> SameAsync(
        [Description("One policy: `current`, `revision:12`, `draft:ID` or `at:TIME`. What is in force where it is left out.")] string? from,
        [Description("The other, named in the same way.")] string? to,
        HttpContext context, PolicyPairs pairs)
    {
        var (first, second, problem) = await pairs.FindAsync(context, from, to);
        return problem is not null ? problem : TypedResults.Ok(SameJson.Of(
            first!.Name, second!.Name, second.At, PolicyMeaning.Compare(first.Policy, PolicySides.Beside(first.Policy, second.Policy), second.At)));
    }

    private static async Task<ApiAnswer<Ok<GrantAuditJson>>> GrantsAsync(
        [AllowedValues("needed", "covered", "coveredTogether", "denied", "coveredOrDenied", "guard", "idle", "ended", "matchesNobody"), Description("Only those of this status.")] string? status,
        string? @in, string? after, int? limit, HttpContext context, PolicySides sides, GrantAudits audits)
    {
        GrantStatus? wanted = null;
        if (status is { Length: > 0 })
        {
            if (!Enum.TryParse<GrantStatus>(status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.BadRequest($"`status` is `{status}`: use {string.Join(", ", Enum.GetValues<GrantStatus>().Select(GrantFindingJson.NameOf))}");
            wanted = parsed;
        }

        var found = await sides.FindAsync(@in, context.RequestAborted);
        if (found.Side is not { } side)
            return found.ToProblem();
        var audit = audits.Of(side.Policy);
        var size = Paging.Limit(limit);
        var page = audit.Redundant.Values
            .Where(f => (wanted is null || f.Status == wanted) && (after is null || string.CompareOrdinal(f.Grant.Name, after) > 0)).Take(size + 1).ToArray();
        Paging.Link(context, size, page.Length > size ? page[size - 1].Grant.Name : null);
        var counts = Enum.GetValues<GrantStatus>().Where(s => audit.Count(s) > 0).ToDictionary(GrantFindingJson.NameOf, audit.Count);
        return TypedResults.Ok(new GrantAuditJson(side.Name, side.At, counts, [.. page.Take(size).Select(GrantFindingJson.Of)]));
    }

    private static async Task<ApiAnswer<Ok<GrantReportJson>>> GrantAsync([Description("The grant's name.")] string name, string? @in, HttpContext context, PolicySides sides)
    {
        var found = await sides.FindAsync(@in, context.RequestAborted);
        if (found.Side is not { } side)
            return found.ToProblem();
        return side.Policy.Grants.TryGetValue(name, out var grant)
            ? TypedResults.Ok(GrantReportJson.Of(side.Name, side.At, new GrantInspector(side.Policy, side.At).Inspect(grant)))
            : Problems.NotFound($"grant `{name}` in {side.Name}");
    }
}
