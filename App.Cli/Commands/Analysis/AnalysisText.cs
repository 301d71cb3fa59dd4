using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Analysis;

/// <summary>Answers of analyses as a person reads them.</summary>
internal static class AnalysisText
{
    private const int MaxPairs = 10;

    // Written for terminals, not into HTML.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(ReachAnswerJson reach) => string.Join('\n',
    [
        reach.CanReach
            ? string.Create(CultureInfo.InvariantCulture, $"yes: {reach.Reaching} of {reach.Pairs} in {reach.Policy}")
            : reach.Pairs == 0 ? $"no: nobody and nothing of that kind is in {reach.Policy}"
            : string.Create(CultureInfo.InvariantCulture, $"no: never, in {reach.Policy}"),
        .. reach.Found.Take(MaxPairs).SelectMany(Lines),
        .. reach.Found.Length > MaxPairs ? ["and others: -o json tells more"] : Array.Empty<string>(),
    ]);

    public static string Of(SameAnswer same) => string.Join('\n',
    [
        same.Same ? $"the same: {same.From} and {same.To} let the same requests through" : $"different: {same.From} and {same.To}",
        .. same.Sentences.Select(s => $"  {s}"),
        .. same.Difference is { } d
            ? [$"for example: {Request(d.Request)}", $"  {same.From}: {Outcome(d.From)}", $"  {same.To}: {Outcome(d.To)}"]
            : Array.Empty<string>(),
    ]);

    public static string Of(GrantAuditAnswer audit, bool hasMore) => string.Join('\n',
    [
        audit.Grants.IsEmpty ? $"every grant of {audit.Policy} is needed" : $"grants of {audit.Policy}: {string.Join(", ", audit.Counts.Select(c => $"{Word(c.Key)} {Number(c.Value)}"))}",
        .. audit.Grants.Select(g => $"  {g.Grant}: {Word(g.Status)}{(g.CoveredBy.IsEmpty ? "" : $" by {List(g.CoveredBy)}")}{(g.PartlyDenied ? ", denied in part" : "")}"),
        .. hasMore ? ["and others: narrow it with --status"] : Array.Empty<string>(),
    ]);

    public static string Of(GrantReportAnswer report) => string.Join('\n',
    [
        $"{report.Grant}: {Sentence(report)}",
        .. report.CoveredTogetherBy.IsEmpty ? [] : new[] { $"  together: {List(report.CoveredTogetherBy)}" },
        .. report.SameAs.IsEmpty ? [] : new[] { $"  says the same as {List(report.SameAs)}" },
        .. report.Denied.Select(d => $"  {d.Deny} denies, on {d.Service} in {d.Environment}: {string.Join("; ", d.Regions.Select(r => r.Text))}"),
        .. report.Covers.Select(c => $"  {c.Grant} is not needed beside it; beyond that one it speaks of {Request(c.Beyond.Request)}"),
        .. report.Proof is { } proof ? [$"for example: {Request(proof.Request)}", $"  with it: {Decision(proof.With)}", $"  without it: {Decision(proof.Without)}"] : Array.Empty<string>(),
    ]);

    private static IEnumerable<string> Lines(ReachPairAnswer pair)
    {
        yield return $"  {pair.Principal} to {pair.Service} in {pair.Environment}:";
        foreach (var way in pair.Ways)
        {
            var by = way.Note ?? $"by {List(way.Grants)}";
            yield return $"    {by}, with {way.Identity}: {string.Join("; ", way.Regions.Select(r => r.Text))}";
        }

        foreach (var obstacle in pair.Obstacles)
            yield return $"    {(obstacle.Grant is null ? "" : $"{obstacle.Grant}: ")}{obstacle.Failed}: {obstacle.Detail}";
        if (!pair.Denies.IsEmpty)
            yield return $"    in part denied by {List(pair.Denies)}";
        yield return $"    for example: {Request(pair.Witness.Request)}: {Decision(pair.Witness.Decision)}";
    }

    private static string Sentence(GrantReportAnswer report) => report.Status switch
    {
        "needed" => $"needed: without it something is {(report.Effect == "allow" ? "denied" : "allowed")} that is not now",
        "covered" => $"covered by {List(report.CoveredBy)}: without it every decision is the same",
        "coveredTogether" => "covered by others together: without it every decision is the same",
        "denied" => "all that it allows is denied: without it every decision is the same",
        "coveredOrDenied" => "all that it allows is denied, or allowed by others: without it every decision is the same",
        "guard" => "denies what nothing allows: it changes no decision as long as that stays so",
        "idle" => "allows something to those who are left alone anyway: without it every decision is the same",
        "ended" => "has expired: without it every decision is the same",
        "matchesNobody" => "matches nobody: without it every decision is the same",
        var other => other,
    };

    private static string Word(string status) => string.Concat(status.Select(c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private static string Outcome(OutcomeAnswer outcome) =>
        $"{(outcome.Passes ? "passes" : "does not pass")} ({Decision(outcome.Decision)}){(outcome.Target is null ? "" : $" to {outcome.Target}")}";

    private static string Decision(DecisionAnswer decision) => decision.Grant is null ? $"{decision.Effect}, {decision.Reason}" : $"{decision.Effect}, {decision.Reason} by {decision.Grant}";

    private static string Request(JsonObject request) => request.ToJsonString(Plain);

    private static string List(ImmutableArray<string> names) => string.Join(", ", names);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
