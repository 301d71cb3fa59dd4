using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.DecisionLog;

/// <summary>A story to read and to print.</summary>
internal static class StoryText
{
    /// <param name="subject">Whose it is, such as <c>build acme/deploy#7</c>.</param>
    public static string Of(string subject, StoryAnswer story) => story.Calls.IsEmpty
        ? $"the log holds nothing of {subject} that your roles reach"
        : string.Join('\n', Lines(subject, story));

    private static IEnumerable<string> Lines(string subject, StoryAnswer story)
    {
        yield return $"{subject}: {Count(story.Calls.Length, "call")}, {Number(story.Calls.Count(call => call.Passed))} passed";
        if (story.Cut)
            yield return "there is more of it than is told here";
        var sections = new (string Title, IEnumerable<string> Lines)[]
        {
            ("its tokens said", story.Claims.Select(claim => $"{claim.Key}: {string.Join(", ", claim.Value)}")),
            ("it called", story.Services.Select(service => $"{service.Service ?? "(no service)"} in {service.Environment}: {Number(service.Allowed)} allowed, {Number(service.Denied)} denied")),
            ("call by call", story.Calls.SelectMany(Call)),
            ("by these grants", story.Grants.Select(Grant)),
        };
        foreach (var (title, lines) in sections)
        {
            var any = false;
            foreach (var line in lines)
            {
                if (!any)
                    yield return $"\n{title}";
                any = true;
                yield return $"  {line}";
            }
        }
    }

    private static IEnumerable<string> Call(StoryCallAnswer call)
    {
        var first = call.Hops[0];
        yield return $"{DecisionTable.Time(first.At)}  {(call.Passed ? "passed" : "refused")}  {DecisionTable.Request(first)} at {DecisionTable.Place(first)}{(call.Trace is null ? "" : $", trace {call.Trace}")}";
        foreach (var hop in call.Hops)
            yield return $"  {DecisionTable.Point(hop)}: {hop.Effect}{(hop.Mode == "shadow" ? " in shadow" : "")}, {DecisionTable.Reason(hop)}, {hop.Principal ?? "nobody known"}{(hop.Revision is { } revision ? $", revision {Plain(revision)}" : "")}{Asked(hop, first)}";
    }

    /// <summary>What the hop was asked, where that is not what the first one was: a gateway may rewrite, and one trace may be of several requests.</summary>
    private static string Asked(LoggedDecisionAnswer hop, LoggedDecisionAnswer first) =>
        (hop.Method, hop.Path, hop.Service, hop.Environment) == (first.Method, first.Path, first.Service, first.Environment) ? "" : $", for {DecisionTable.Request(hop)} at {DecisionTable.Place(hop)}";

    private static string Grant(StoryGrantAnswer grant)
    {
        var decided = $"{grant.Grant} at revision {Plain(grant.Revision)}: {Count(grant.Decisions, "decision")}";
        if (grant.Since is not { } since)
            return $"{decided}; the deployment's own settings imply it";
        var published = grant.PublishedAt is { } at ? $" of {DecisionTable.Time(at)}" : "";
        var author = grant.Author is null ? "" : $", by {grant.Author}";
        return $"{decided}; so since revision {Plain(since)}{published}{author}, {(grant.ApprovedBy.IsEmpty ? "approved by nobody" : $"approved by {string.Join(", ", grant.ApprovedBy)}")}";
    }

    private static string Count(int count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Plain(int revision) => revision.ToString(CultureInfo.InvariantCulture);
}
