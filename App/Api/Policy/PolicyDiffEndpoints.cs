using System.ComponentModel;
using System.Globalization;
using AccessConsole.Api.Analysis;
using AccessConsole.Api.Describing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Api.Policy;

/// <summary>The difference between any two of revision, draft, document and what was in force at a time.</summary>
public static class PolicyDiffEndpoints
{
    public static void MapPolicyDiff(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/policy/diff").WithTags("Policy");
        group.MapGet("", DiffAsync).WithName("comparePolicies")
            .WithSummary("What changes from ?from= to ?to= (current, revision:12, draft:ID, at:TIME): access and settings; read on with after= the number of changes before").Refuses(404);
        group.MapPost("", DiffAsync).WithName("comparePolicyDocument").Produces<PolicyDiffJson>().WithMetadata(new DisableRequestSizeLimitAttribute())
            .WithSummary("The same between a document and the policy ?from= or to=; nothing is stored")
            .Reads(ReadBody.OfSchema(PolicyComponents.Document, "application/json", "application/yaml")).Refuses(404, 422);
    }

    private static async Task<ApiAnswer<Ok<PolicyDiffJson>>> DiffAsync(
        [Description("The policy before: `current`, `revision:12`, `draft:ID` or `at:TIME`. What is in force where it is left out.")] string? from,
        [Description("The policy after, named in the same way.")] string? to,
        int? after, int? limit, HttpContext context, PolicyPairs pairs)
    {
        var (first, second, problem) = await pairs.FindAsync(context, from, to);
        if (problem is not null)
            return problem;
        var (skip, size) = (Math.Max(0, after ?? 0), Paging.Limit(limit));
        var diff = PolicyDiffJson.Of(first!, second!, skip, size);
        var next = skip + diff.Access.Changes.Count;
        Paging.Link(context, size, next < diff.Access.Gained + diff.Access.Lost ? next.ToString(CultureInfo.InvariantCulture) : null);
        return TypedResults.Ok(diff);
    }
}
