using System.Globalization;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Which enforcement points are shown, as the address says it. Empty parts do not filter.</summary>
public sealed record RolloutQuery
{
    public string Text { get; init; } = "";

    public string Environment { get; init; } = "";

    /// <summary>The engine's name, such as <c>nginx</c>.</summary>
    public string Target { get; init; } = "";

    /// <summary>As <see cref="PointRow.State"/>.</summary>
    public string State { get; init; } = "";

    public int Page { get; init; } = 1;

    public bool IsFiltered => this with { Page = 1 } != new RolloutQuery();

    public string Address => Addresses.Of(
        "/rollout",
        ("q", Text),
        ("environment", Environment),
        ("target", Target),
        ("state", State),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
