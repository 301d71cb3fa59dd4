using System.Globalization;

namespace AccessConsole.Components.Pages.Testing;

/// <summary>Which tests are shown, and as of when they run, as the address says it. Empty parts do not filter.</summary>
public sealed record TestsQuery
{
    public string Text { get; init; } = "";

    /// <summary><c>passes</c> or <c>fails</c>.</summary>
    public string Result { get; init; } = "";

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public string Expect { get; init; } = "";

    public string Environment { get; init; } = "";

    /// <summary>UTC, as a date and time field has it; empty for now.</summary>
    public string At { get; init; } = "";

    public int Page { get; init; } = 1;

    public bool IsFiltered => this with { Page = 1, At = "" } != new TestsQuery();

    /// <summary>Null for now, and where <see cref="At"/> is no time.</summary>
    public DateTimeOffset? Instant => UtcText.Read(At);

    /// <summary>What cannot be read; null where all can.</summary>
    public string? Problem => At.Length > 0 && Instant is null ? $"`{At}` is no date and time: write it like `2026-06-03T14:00`, in UTC" : null;

    public string Address => Addresses.Of(
        "/tests",
        ("q", Text),
        ("result", Result),
        ("expect", Expect),
        ("environment", Environment),
        ("at", At),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
