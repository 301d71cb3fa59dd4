using System.Globalization;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>What of the grants is shown, as the address says it. Empty parts do not filter.</summary>
public sealed record GrantQuery : IAddressed
{
    public string Text { get; init; } = "";

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public string Effect { get; init; } = "";

    public string Environment { get; init; } = "";

    /// <summary><c>soon</c>, <c>expired</c> or <c>never</c>.</summary>
    public string Expiry { get; init; } = "";

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    public string Conditions { get; init; } = "";

    public bool Broad { get; init; }

    public int Page { get; init; } = 1;

    public bool IsFiltered => this with { Page = 1 } != new GrantQuery();

    public string Address => Of("/grants", null, Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>All that match, as CSV.</summary>
    public string ExportAddress => Of("/api/v1/policy/export", "grants", "");

    private string Of(string path, string? kind, string page) => Addresses.Of(
        path,
        ("kind", kind),
        ("q", Text),
        ("effect", Effect),
        ("environment", Environment),
        ("expiry", Expiry),
        ("conditions", Conditions),
        ("broad", Broad ? "true" : ""),
        ("page", page));
}
