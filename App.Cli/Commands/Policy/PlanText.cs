using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary>A review as a person reads it.</summary>
internal static class PlanText
{
    public static string Of(Review review) => string.Join('\n', Lines(review));

    private static IEnumerable<string> Lines(Review review)
    {
        if (!review.Changed)
            yield return $"no change: revision {Number(review.BaseRevision)} says the same";
        else
            yield return $"changes to revision {Number(review.BaseRevision)}";
        foreach (var line in Sections(review).SelectMany(section => section))
            yield return line;
        if (!review.Publishable)
            yield return "cannot be published so: mend the errors and the failing tests";
    }

    private static IEnumerable<IEnumerable<string>> Sections(Review review)
    {
        if (review.Changed)
        {
            yield return Section("access", review.AccessDiff.Sentences, "nobody gains or loses access");
            yield return Section("configuration", review.ConfigurationDiff.Sentences, "no setting changes");
        }

        yield return Tests(review.Tests);
        yield return Section("coverage losses", [.. review.Coverage.SelectMany(Losses)]);
        if (review.Artefacts is { } artefacts)
            yield return Artefacts(artefacts);
        yield return Section("approvals needed", Approvals(review));
    }

    /// <summary>An environment's number in each place; an earlier console names no places.</summary>
    private static string[] Approvals(Review review) => review.Places is { } places
        ? [.. places.Where(place => place.Approvals is not null).Select(place => $"{place.Says}: {Number(place.Approvals!.Needed)}")]
        : [.. review.RequiredApprovals.Select(a => $"{a.Key}: {Number(a.Value)}")];

    private static IEnumerable<string> Section(string title, IReadOnlyCollection<string> lines, string? otherwise = null) =>
        lines.Count > 0 ? lines.Select(l => $"  {l}").Prepend($"{title}:")
        : otherwise is null ? []
        : [$"{title}: {otherwise}"];

    private static IEnumerable<string> Artefacts(ReviewArtefacts artefacts) =>
        artefacts.Changes.IsEmpty
            ? ["engines: no configuration changes"]
            : artefacts.Changes.SelectMany(a => a.Lines.Select(l => $"    {l}").Prepend($"  {a.Environment}/{a.Service} at {a.Target}: {a.Part}, {a.Change}{From(a)}"))
                .Prepend("engines:")
                .Concat(artefacts.OmittedServices > 0 ? [$"  and {Number(artefacts.OmittedServices)} more services"] : []);

    private static string From(ReviewArtefact artefact) =>
        artefact.From is { } from ? $" from {from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}" : "";

    private static IEnumerable<string> Tests(ReviewTests tests) =>
        tests.Results.Where(t => !t.Passed).Select(t => $"  FAILED  {Outcome(t)}")
            .Concat(tests.Retired.Select(t => $"  taken out or rewritten, {(t.Passed ? "still holds" : "no longer holds")}: {Outcome(t)}"))
            .Prepend($"tests: {Number(tests.Results.Count(t => t.Passed))} passed, {Number(tests.Results.Count(t => !t.Passed))} failed");

    private static string Outcome(ReviewTest test)
    {
        var grant = test.Grant is null ? "" : $" by `{test.Grant}`";
        return $"{test.Name}: expected {test.Expected}, got {test.Effect} ({test.Reason}{grant})";
    }

    private static IEnumerable<string> Losses(ReviewCoverage coverage)
    {
        var name = $"{coverage.Environment}/{coverage.Service}";
        return coverage.Losses.Select(loss => $"{name}: {Loss(loss)}")
            .Concat(coverage.Hops.SelectMany(hop => hop.Losses.Select(loss => $"{name} at hop {Number(hop.Hop)}, {hop.Target}: {Loss(loss)}")));
    }

    private static string Loss(ReviewLoss loss) =>
        $"{loss.Coverage.Replace('_', ' ')}: {(loss.Grant is null ? "" : $"grant `{loss.Grant}`: ")}{loss.Lost}; {loss.Remedy}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
