using System.Globalization;

namespace AccessConsole.Components.Pages.Coverages;

/// <summary>What of the coverage is shown, as the address says it. Empty parts do not filter.</summary>
public sealed record CoverageQuery
{
    public string Text { get; init; } = "";

    public string Environment { get; init; } = "";

    /// <summary>The engine's name, such as <c>nginx</c>.</summary>
    public string Target { get; init; } = "";

    /// <summary><c>exact</c>, <c>wider</c>, <c>narrower</c>, <c>not enforced</c>, or <c>losses</c> for all but the first.</summary>
    public string Coverage { get; init; } = "";

    public int Page { get; init; } = 1;

    public bool IsFiltered => this with { Page = 1 } != new CoverageQuery();

    public string Address => Addresses.Of(
        "/coverage",
        ("q", Text),
        ("environment", Environment),
        ("target", Target),
        ("coverage", Coverage),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
