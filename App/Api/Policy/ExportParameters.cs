using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Components.Pages.Grants;

namespace AccessConsole.Api.Policy;

/// <summary>What is exported: a kind, and for grants those that the Grants page would list for the same address.</summary>
public sealed record ExportParameters(
    [property: AllowedValues("grants", "pipelines", "workloads", "services"), Description("What is exported.")] string? Kind,
    [property: Description("Of grants: only those with these words.")] string? Q,
    [property: AllowedValues("allow", "deny"), Description("Of grants: only those of this effect.")] string? Effect,
    [property: Description("Of grants: only those that hold in it.")] string? Environment,
    [property: AllowedValues("soon", "expired", "never"), Description("Of grants: only those that end so.")] string? Expiry,
    [property: AllowedValues("yes", "no"), Description("Of grants: only those with conditions, or without.")] string? Conditions,
    [property: Description("Of grants: whether only those for everybody of a kind.")] bool? Broad)
{
    internal GrantQuery Grants => new()
    {
        Text = Q ?? "",
        Effect = Effect ?? "",
        Environment = Environment ?? "",
        Expiry = Expiry ?? "",
        Conditions = Conditions ?? "",
        Broad = Broad ?? false,
    };
}
