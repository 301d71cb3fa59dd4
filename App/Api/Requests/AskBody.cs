using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;

namespace AccessConsole.Api.Requests;

/// <summary>What somebody asks for, on the wire.</summary>
/// <param name="Pipeline">The name of a pipeline; exactly one of it and <c>workload</c>.</param>
/// <param name="Workload">The name of a workload.</param>
/// <param name="Duration">Such as <c>90m</c> or <c>4h</c>.</param>
/// <param name="Reason">Why it is needed.</param>
/// <param name="When">The conditions under which it would hold; left out for none.</param>
public sealed record AskBody(string? Pipeline, string? Workload, string? Role, string? Environment, string? Duration, string? Reason, AskedConditions? When)
{
    /// <returns>What is asked, or all that cannot be read of it.</returns>
    public (AccessAsk? Ask, IReadOnlyList<Diagnostic> Problems) Read()
    {
        var problems = new List<Diagnostic>();
        if (string.IsNullOrWhiteSpace(Pipeline) == string.IsNullOrWhiteSpace(Workload))
            problems.Add(new Diagnostic(DiagnosticCodes.ConflictingMembers, Severity.Error, "name exactly one `pipeline` or `workload`", "/pipeline"));
        var duration = RequestDuration.Parse(Duration);
        if (duration is null)
            problems.Add(NoDuration(Duration));
        var when = When?.Read(problems) ?? new Conditions();
        if (problems.Count > 0)
            return (null, problems);
        var principal = string.IsNullOrWhiteSpace(Workload) ? new PolicyReference(PolicyKind.Pipeline, Pipeline!.Trim()) : new PolicyReference(PolicyKind.Workload, Workload.Trim());
        return (new AccessAsk(principal, Role?.Trim() ?? "", Environment?.Trim() ?? "", when, duration!.Value, Reason ?? ""), []);
    }

    internal static Diagnostic NoDuration(string? text) =>
        new(DiagnosticCodes.DurationInvalid, Severity.Error, $"`duration` is `{text}`: {RequestDuration.Forms}", "/duration");
}

/// <summary>As a grant's <c>when</c>.</summary>
public sealed record AskedConditions(
    IReadOnlyList<string>? Branches = null, IReadOnlyList<string>? Tags = null, IReadOnlyList<string>? Sources = null, IReadOnlyList<string>? Queues = null,
    IReadOnlyList<string>? Clusters = null, IReadOnlyList<string>? Steps = null)
{
    internal Conditions Read(List<Diagnostic> problems)
    {
        if (this == new AskedConditions())
            problems.Add(new Diagnostic(DiagnosticCodes.EmptyValue, Severity.Error, "an empty `when` says nothing: leave it out, or give a condition", "/when"));
        return new Conditions
        {
            Branches = Patterns("branches", Branches, problems),
            Tags = Patterns("tags", Tags, problems),
            Sources = Patterns("sources", Sources, problems),
            Queues = Patterns("queues", Queues, problems),
            Clusters = Patterns("clusters", Clusters, problems),
            Steps = Patterns("steps", Steps, problems),
        };
    }

    private static ValueList<Pattern> Patterns(string member, IReadOnlyList<string>? texts, List<Diagnostic> problems)
    {
        if (texts is { Count: 0 })
            problems.Add(new Diagnostic(DiagnosticCodes.EmptyValue, Severity.Error, $"`{member}` is empty: leave it out for any, or name one", $"/when/{member}"));
        var patterns = new List<Pattern>();
        foreach (var (index, text) in (texts ?? []).Index())
        {
            if (Pattern.TryParse(text ?? "", out var pattern, out var error))
                patterns.Add(pattern);
            else
                problems.Add(new Diagnostic(DiagnosticCodes.PatternInvalid, Severity.Error, error, $"/when/{member}/{index}"));
        }

        return patterns.ToValueList();
    }
}
