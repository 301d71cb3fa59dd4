using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.Exploring.Stories;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Decisions;

/// <summary>What a build, a job or a trace called, hop by hop, by which grants, and who approved those.</summary>
public static class StoryEndpoints
{
    private const int MaxLength = 200;

    public static void MapStories(this IEndpointRouteBuilder api) =>
        api.MapGet("/decisions/story", TellAsync).WithName("tellStory").WithTags("Decisions")
            .WithSummary("The decisions about one build, job or trace, by call and in time order, with grants and their approvals; of the places that your roles reach");

    /// <param name="build">Its id, or <c>organization/pipeline#number</c>.</param>
    /// <param name="at">An instant of it: then only the day before and the day after are looked through.</param>
    private static async Task<ApiAnswer<Ok<StoryJson>>> TellAsync(
        [Description("A build: its id, or `organization/pipeline#number`. Exactly one of build, job and trace.")] string? build,
        [Description("A job's id.")] string? job,
        [Description("A trace's id.")] string? trace,
        [Description("An instant of it: then only the day before and the day after are looked through.")] DateTimeOffset? at,
        HttpContext context, StoryTeller teller)
    {
        StoryQuestion[] asked = [.. Asked(StoryKind.Build, build, at), .. Asked(StoryKind.Job, job, at), .. Asked(StoryKind.Trace, trace, at)];
        if (asked is not [var question] || question.Value.Length > MaxLength)
            return Problems.BadRequest($"name one of `build`, `job` and `trace`, in at most {MaxLength} characters");
        return TypedResults.Ok(StoryJson.Of(await teller.TellAsync(context.AccessUser(), question, context.RequestAborted)));
    }

    private static IEnumerable<StoryQuestion> Asked(StoryKind kind, string? value, DateTimeOffset? at) => string.IsNullOrEmpty(value) ? [] : [new StoryQuestion(kind, value, at)];
}

/// <summary>What a build, a job or a trace called.</summary>
/// <param name="Services">What was called.</param>
/// <param name="Grants">By which grants it was decided.</param>
/// <param name="Calls">The calls, in time order.</param>
/// <param name="Cut">Whether there is more than is told here.</param>
public sealed record StoryJson(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Claims, IReadOnlyList<StoryServiceJson> Services, IReadOnlyList<StoryGrantJson> Grants, IReadOnlyList<StoryCallJson> Calls, bool Cut)
{
    public static StoryJson Of(Story story) => new(
        story.Claims.ToDictionary(claim => claim.Name, claim => (IReadOnlyList<string>)claim.Values, StringComparer.Ordinal),
        [.. story.Services.Select(service => new StoryServiceJson(service.Environment, service.Service.Length == 0 ? null : service.Service, service.Allowed, service.Denied))],
        [.. story.Grants.Select(StoryGrantJson.Of)],
        [.. story.Calls.Select(call => new StoryCallJson(call.Trace, call.Passed, [.. call.Hops.Select(LoggedDecisionJson.Of)]))],
        story.IsCut);
}

/// <summary>How many calls of one service were allowed and denied.</summary>
/// <param name="Service">Null for requests that named none that there is.</param>
/// <param name="Allowed">How many were allowed.</param>
/// <param name="Denied">How many were denied.</param>
public sealed record StoryServiceJson(string Environment, string? Service, int Allowed, int Denied);

/// <summary>A grant that decided calls, and who published and approved it.</summary>
/// <param name="Revision">By which the engine decided.</param>
/// <param name="Decisions">How many decisions rest on it.</param>
/// <param name="Since">The revision that made the grant what it was; null where a deployment's settings imply it.</param>
/// <param name="PublishedAt">When that revision was published.</param>
/// <param name="Author">Who published that revision.</param>
/// <param name="ApprovedBy">Who approved that revision.</param>
public sealed record StoryGrantJson(string Grant, int Revision, int Decisions, int? Since, DateTimeOffset? PublishedAt, string? Author, IReadOnlyList<string> ApprovedBy)
{
    public static StoryGrantJson Of(StoryGrant grant) => new(
        grant.Grant, grant.Revision, grant.Decisions, grant.Origin?.Number, grant.Origin?.PublishedAt, grant.Origin?.Author.Name, [.. grant.Origin?.Approvals.Select(a => a.Approver.Name) ?? []]);
}

/// <summary>One call on its way through the hops.</summary>
/// <param name="Passed">Whether it passed every hop that told of it.</param>
/// <param name="Hops">In time order.</param>
public sealed record StoryCallJson(string? Trace, bool Passed, IReadOnlyList<LoggedDecisionJson> Hops);
