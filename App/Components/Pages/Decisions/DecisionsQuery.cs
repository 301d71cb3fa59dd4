using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Decisions;

/// <summary>Which decisions of engines are shown, as the address says it. Empty parts do not filter.</summary>
public sealed record DecisionsQuery : IAddressed
{
    public string Environment { get; init; } = "";

    public string Service { get; init; } = "";

    /// <summary>A pipeline's or workload's name, or <c>pipeline/NAME</c>.</summary>
    public string Caller { get; init; } = "";

    public string Grant { get; init; } = "";

    public string Effect { get; init; } = "";

    public string Reason { get; init; } = "";

    public string Mode { get; init; } = "";

    /// <summary>The enforcement point's name.</summary>
    public string Point { get; init; } = "";

    /// <summary>A build's id or <c>organization/pipeline#number</c>, or a trace's id.</summary>
    public string Build { get; init; } = "";

    /// <summary>UTC, as a field has it.</summary>
    public string Since { get; init; } = "";

    /// <summary>UTC, as a field has it.</summary>
    public string Until { get; init; } = "";

    /// <summary>The decision after which the page begins.</summary>
    public string Before { get; init; } = "";

    /// <summary>The decision that is shown whole.</summary>
    public string Decision { get; init; } = "";

    /// <summary>Whether what comes in is kept from the page.</summary>
    public bool IsPaused { get; init; }

    public bool IsFiltered => this with { Before = "", Decision = "", IsPaused = false } != new DecisionsQuery();

    /// <summary>Whether new decisions belong on the page as it is.</summary>
    public bool IsLive => !IsPaused && Before.Length == 0 && Until.Length == 0 && Problem is null;

    public string Address => Addresses.Of(
        "/decisions", ("environment", Environment), ("service", Service), ("caller", Caller), ("grant", Grant), ("effect", Effect), ("reason", Reason), ("mode", Mode), ("point", Point),
        ("build", Build), ("since", Since), ("until", Until), ("before", Before), ("decision", Decision), ("paused", IsPaused ? "true" : ""));

    /// <summary>What of the query cannot be read; null where everything can.</summary>
    public string? Problem
    {
        get
        {
            if ((Since.Length > 0 && UtcText.Read(Since) is null) || (Until.Length > 0 && UtcText.Read(Until) is null))
                return "a time is written like `2026-06-03T14:00`, in UTC";
            return UtcText.Read(Since) >= UtcText.Read(Until) ? "`from` is not before `until`" : null;
        }
    }

    /// <param name="isWorkload">Whether a bare name is a workload's.</param>
    public DecisionFilter Filter(bool isWorkload) => new(
        UtcText.Read(Since), UtcText.Read(Until), Filled(Environment), Filled(Service), PrincipalOf(isWorkload), Filled(Reason), Filled(Grant), Filled(Effect), Filled(Mode), Filled(Point),
        IsTrace ? Build.Trim() : null, IsTrace ? null : Filled(Build));

    private bool IsTrace => Build.Trim() is { Length: 32 } text && text.All(char.IsAsciiHexDigitLower);

    private string? PrincipalOf(bool isWorkload) => Filled(Caller) is not { } name || name.Contains('/', StringComparison.Ordinal) ? Filled(Caller) : $"{(isWorkload ? "workload" : "pipeline")}/{name}";

    private static string? Filled(string text) => text.Trim() is { Length: > 0 } filled ? filled : null;
}
