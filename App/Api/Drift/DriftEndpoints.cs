using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Drifting;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Drift;

/// <summary>Engines that are not what was published for them.</summary>
public static class DriftEndpoints
{
    public static void MapDrift(this IEndpointRouteBuilder api) =>
        api.MapGet("/drift", List).WithName("listDrift").WithTags("Enforcement points")
            .WithSummary("Engines that run what was never published, or decide otherwise than their revision, by ?environment= and point=, page by page in the order of keys");

    private static Ok<DriftJson> List(
        string? environment,
        [Description("Only of this enforcement point's name.")] string? point,
        string? after, int? limit, HttpContext context, DriftWatch watch, LivePolicy live)
    {
        var size = Paging.Limit(limit);
        var (looked, user, policy) = (watch.LookedAt, context.AccessUser(), live.Current.Policy);
        var found = watch.Findings
            .Where(f => (environment is null || f.Scope.Environment == environment) && (point is null || f.Point == point) && (after is null || string.CompareOrdinal(f.Key, after) > 0))
            .OrderBy(f => f.Key, StringComparer.Ordinal).Take(size).ToArray();
        Paging.Link(context, size, found.Length == size ? found[^1].Key : null);
        return TypedResults.Ok(new DriftJson(
            [.. found.Select(f => DriftFindingJson.Of(f.As(user, policy)))], watch.HasMore, new LookedAtJson(looked.Since, looked.Seen, looked.Compared, !looked.IsWhole)));
    }
}

/// <summary>A page of what engines are found to be other than was published for them, and how much of the decision log that rests on.</summary>
/// <param name="Findings">The findings, in pages.</param>
/// <param name="More">Whether more was found than is told on any page: each token and scope has its share.</param>
/// <param name="Decisions">How many logged decisions were made again.</param>
public sealed record DriftJson(IReadOnlyList<DriftFindingJson> Findings, bool More, LookedAtJson Decisions);

/// <summary>How much of the decision log was looked at.</summary>
/// <param name="Since">From when on; null before the first look.</param>
/// <param name="Seen">How many decisions were looked at.</param>
/// <param name="Compared">How many held enough to be made again.</param>
/// <param name="Sampled">Whether there were more than were looked at.</param>
public sealed record LookedAtJson(DateTimeOffset? Since, long Seen, long Compared, bool Sampled);

/// <summary>One way in which one enforcement point is not what was published for it.</summary>
/// <param name="Key">Names the finding as long as it stands.</param>
/// <param name="Kind"><c>revision_ahead</c>, <c>revision_unpublished</c>, <c>unknown_digest</c>, <c>decides_otherwise</c> or <c>objects_repaired</c>.</param>
/// <param name="PointId">The id of the enforcement point.</param>
/// <param name="Revision">The revision that it is about; null where it is about none.</param>
/// <param name="Finding">What differs, in a sentence.</param>
/// <param name="Mend">What to do about it.</param>
/// <param name="FirstSeen">When it was first seen.</param>
/// <param name="Count">How often it was seen.</param>
/// <param name="Example">The newest decision that shows it; null where it is about none, or beyond the reader's role.</param>
public sealed record DriftFindingJson(
    string Key, string Kind, Guid PointId, string Point, string Environment, string Target, int? Revision, string Finding, string Mend, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Count,
    DriftExampleJson? Example)
{
    public static DriftFindingJson Of(DriftFinding finding) => new(
        finding.Key, finding.Kind.Name(), finding.PointId, finding.Point, finding.Scope.Environment, finding.Scope.Target.Name(), finding.Revision, finding.Finding, finding.Kind.Mend(), finding.FirstSeen,
        finding.LastSeen, finding.Count, finding.Example is { } example ? DriftExampleJson.Of(example) : null);
}

/// <summary>The newest decision that shows it, and what its revision says.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Reason">Why the engine decided so.</param>
/// <param name="Grant">The grant that the engine named.</param>
/// <param name="EvaluatedReason">Why the policy decides otherwise.</param>
/// <param name="EvaluatedGrant">The grant by which the policy decides; null for none.</param>
public sealed record DriftExampleJson(
    DateTimeOffset At, Guid Id, string? Principal, string? Service, string? Method, string? Path, IReadOnlyDictionary<string, string> Claims, string Effect, string Reason, string? Grant,
    string EvaluatedReason, string? EvaluatedGrant)
{
    public static DriftExampleJson Of(DecisionDifference difference) => new(
        difference.Logged.At, difference.Logged.Id, difference.Logged.Principal, difference.Logged.Service, difference.Logged.Method, difference.Logged.Path, difference.Logged.Claims.ToDictionary(),
        difference.Logged.Effect, difference.Logged.Reason, difference.Logged.Grant, difference.Evaluated.Reason.Name(), difference.Evaluated.Grant);
}
