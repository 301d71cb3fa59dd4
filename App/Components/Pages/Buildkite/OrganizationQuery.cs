using System.Globalization;
using AccessConsole.Core.Inventory;

namespace AccessConsole.Components.Pages.Buildkite;

/// <summary>What of an organization's pipelines is shown, as the address says it.</summary>
/// <param name="Standing">Null for all.</param>
public sealed record OrganizationQuery(Guid Id, PipelineStanding? Standing = null, string Text = "", int Page = 1)
{
    public string Address => Addresses.Of(
        $"/settings/buildkite/{Id}", ("state", Standing?.ToString().ToLowerInvariant()), ("q", Text), ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));

    public static PipelineStanding? StandingOf(string? text) =>
        Enum.GetValues<PipelineStanding>().Where(s => s.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(s => (PipelineStanding?)s).FirstOrDefault();
}
