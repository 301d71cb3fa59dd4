using System.Globalization;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Analysis;

/// <summary>Questions to a policy, answered exactly and each with a request that shows the answer to be true.</summary>
public static class AnalysisEndpoints
{
    public static void MapAnalysis(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/analysis").WithTags("Analysis");
        group.MapGet("/reach", ReachAsync).Produces<ReachJson>()
            .WithSummary("Whether ?principal= (pipeline/NAME, workload/NAME, anyone, pipelines:LABELS) can ever reach ?service= (a name, LABELS or all), by ?environment=, method=, path=, in= a policy");
        group.MapGet("/same", SameAsync).Produces<SameJson>()
            .WithSummary("Whether the policies ?from= and to= (current, revision:12, draft:ID, at:TIME) let the same requests through");
        group.MapPost("/same", SameAsync).Produces<SameJson>().WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute())
            .WithSummary("The same of a document and the policy ?from= or to=; nothing is stored");
        group.MapGet("/grants", GrantsAsync).Produces<GrantAuditJson>().WithSummary("Grants without which no decision changes, and those that denies take a part of, by ?status=, in= a policy");
        group.MapGet("/grants/{name}", GrantAsync).Produces<GrantReportJson>().WithSummary("What one grant is good for, with a request that shows it");
    }

    private static async Task<IResult> ReachAsync(
        string? principal, string? service, string? environment, string? method, string? path, string? @in, HttpContext context, PolicySides sides)
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

    private static async Task<IResult> SameAsync(string? from, string? to, HttpContext context, PolicyPairs pairs)
    {
        var (first, second, problem) = await pairs.FindAsync(context, from, to);
        return problem ?? TypedResults.Ok(SameJson.Of(
            first!.Name, second!.Name, second.At, PolicyMeaning.Compare(first.Policy, PolicySides.Beside(first.Policy, second.Policy), second.At)));
    }

    private static async Task<IResult> GrantsAsync(string? status, string? @in, string? after, int? limit, HttpContext context, PolicySides sides, GrantAudits audits)
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

    private static async Task<IResult> GrantAsync(string name, string? @in, HttpContext context, PolicySides sides)
    {
        var found = await sides.FindAsync(@in, context.RequestAborted);
        if (found.Side is not { } side)
            return found.ToProblem();
        return side.Policy.Grants.TryGetValue(name, out var grant)
            ? TypedResults.Ok(GrantReportJson.Of(side.Name, side.At, new GrantInspector(side.Policy, side.At).Inspect(grant)))
            : Problems.NotFound($"grant `{name}` in {side.Name}");
    }
}
