using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Drafts;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Audit;

/// <summary>Who approves each other's changes; for auditors and admins.</summary>
public static class ReciprocityEndpoints
{
    private const int MaxDays = 3_660;
    private const int MaxPairs = 1_000;

    public static void MapReciprocity(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit/reciprocal-approvals", ListAsync).WithName("listReciprocalApprovals").WithTags("Audit")
            .WithSummary("Pairs of people who approved each other's changes within the last ?days= (90), with the changes; for auditors and admins");

    private static async Task<ApiAnswer<Ok<IEnumerable<ReciprocalPairJson>>>> ListAsync(
        [Range(1, MaxDays), Description("Within how many days; 90 where it is left out.")] int? days,
        HttpContext context, IReciprocityStore store, TimeProvider clock)
    {
        if (!context.AccessUser().Has(ConsoleRole.Auditor))
            return Problems.Forbidden("reading who approves whom needs the auditor role");
        if (days is < 1 or > MaxDays)
            return Problems.BadRequest($"`days` is `{days}`: use 1 to {MaxDays}");
        var pairs = await store.ListPairsAsync(clock.GetUtcNow().AddDays(-(days ?? 90)), MaxPairs, context.RequestAborted);
        return TypedResults.Ok(pairs.Select(ReciprocalPairJson.Of));
    }
}

/// <summary>Two people who approved changes of each other.</summary>
/// <param name="First">The one person.</param>
/// <param name="Second">The other person.</param>
/// <param name="ByFirst">What the first approved of the second's.</param>
/// <param name="BySecond">What the second approved of the first's.</param>
/// <param name="OfFirst">How many changes of the first's anybody approved.</param>
/// <param name="OfSecond">How many changes of the second's anybody approved.</param>
public sealed record ReciprocalPairJson(
    ActorJson First, ActorJson Second, IReadOnlyList<GivenApprovalJson> ByFirst, IReadOnlyList<GivenApprovalJson> BySecond, int OfFirst, int OfSecond)
{
    public static ReciprocalPairJson Of(ReciprocalPair pair) => new(
        ActorJson.Of(pair.First), ActorJson.Of(pair.Second), [.. pair.ByFirst.Select(GivenApprovalJson.Of)], [.. pair.BySecond.Select(GivenApprovalJson.Of)], pair.OfFirst, pair.OfSecond);
}

/// <summary>One approval that somebody gave to a change of the other.</summary>
/// <param name="Revision">The revision that it became; null where it became none.</param>
public sealed record GivenApprovalJson(Guid Draft, string Title, DateTimeOffset At, int? Revision)
{
    public static GivenApprovalJson Of(GivenApproval given) => new(given.Draft, given.Title, given.At, given.Revision);
}
