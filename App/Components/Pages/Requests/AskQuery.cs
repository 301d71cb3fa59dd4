using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>What is about to be asked for, as the address says it: somebody who was turned away can be sent it.</summary>
public sealed record AskQuery
{
    public const string Page = "/requests/new";

    private static readonly char[] Between = [' ', ',', '\n'];

    public PolicyKind Kind { get; init; } = PolicyKind.Pipeline;

    public string Name { get; init; } = "";

    public string Role { get; init; } = "";

    public string Environment { get; init; } = "";

    /// <summary>As typed, such as <c>4h</c>.</summary>
    public string For { get; init; } = "";

    /// <summary>Patterns, with spaces between.</summary>
    public string Branches { get; init; } = "";

    /// <summary>Patterns, with spaces between.</summary>
    public string Queues { get; init; } = "";

    /// <summary>Whether all is said that must be.</summary>
    public bool IsWhole => Name.Length > 0 && Role.Length > 0 && Environment.Length > 0 && For.Length > 0;

    public string Address => Addresses.Of(Page, ("kind", Kind == PolicyKind.Workload ? "workload" : ""), ("name", Name), ("role", Role), ("in", Environment), ("for", For), ("branches", Branches), ("queues", Queues));

    public static AskQuery Read(string? kind, string? name, string? role, string? environment, string? duration, string? branches, string? queues) => new()
    {
        Kind = kind == "workload" ? PolicyKind.Workload : PolicyKind.Pipeline,
        Name = name?.Trim() ?? "",
        Role = role?.Trim() ?? "",
        Environment = environment?.Trim() ?? "",
        For = duration?.Trim() ?? "",
        Branches = Joined(branches),
        Queues = Joined(queues),
    };

    /// <returns>The ask, or all that cannot be read of it.</returns>
    public (AccessAsk? Ask, IReadOnlyList<Diagnostic> Problems) Ask(string reason)
    {
        var problems = new List<Diagnostic>();
        var when = new Conditions { Branches = Patterns("branches", Branches, problems), Queues = Patterns("queues", Queues, problems) };
        var duration = RequestDuration.Parse(For);
        if (duration is null)
            problems.Add(new Diagnostic(DiagnosticCodes.DurationInvalid, Severity.Error, RequestDuration.Forms, "/duration"));
        return problems.Count > 0 ? (null, problems) : (new AccessAsk(new PolicyReference(Kind, Name), Role, Environment, when, duration!.Value, reason), []);
    }

    private static string Joined(string? patterns) => string.Join(' ', (patterns ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries));

    private static ValueList<Pattern> Patterns(string member, string texts, List<Diagnostic> problems)
    {
        var patterns = new List<Pattern>();
        foreach (var text in texts.Split(Between, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Pattern.TryParse(text, out var pattern, out var error))
                patterns.Add(pattern);
            else
                problems.Add(new Diagnostic(DiagnosticCodes.PatternInvalid, Severity.Error, error, $"/when/{member}"));
        }

        return patterns.ToValueList();
    }
}
