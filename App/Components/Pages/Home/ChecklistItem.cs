using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Pages.Home;

/// <summary>A step from an empty console to an enforced policy.</summary>
/// <param name="How">A command, or an address that begins with a slash.</param>
public sealed record ChecklistItem(string What, string Why, string How, bool IsDone)
{
    public bool IsAddress => How.StartsWith('/');

    public static IReadOnlyList<ChecklistItem> Of(PolicySet policy, bool hasPoints) =>
    [
        new("Identity provider", "who vouches for a job: Buildkite's issuer, or a SPIFFE trust domain", "accessctl apply policy.yaml", !policy.Providers.IsEmpty),
        new("First pipeline and service", "who calls, and what is called", "accessctl apply policy.yaml", !policy.Pipelines.IsEmpty && !policy.Services.IsEmpty),
        new("First grant", "which pipeline may reach which service", "/grants/new", !policy.Grants.IsEmpty),
        new("First enforcement point", "an engine that pulls its bundle and obeys it", "accessctl pull nginx", hasPoints),
    ];
}
