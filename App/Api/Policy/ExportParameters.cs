using AccessConsole.Components.Pages.Grants;

namespace AccessConsole.Api.Policy;

/// <summary>What is exported: a kind, and for grants those that the Grants page would list for the same address.</summary>
/// <param name="Kind"><c>grants</c>, <c>pipelines</c>, <c>workloads</c> or <c>services</c>.</param>
/// <param name="Q">Words of a grant.</param>
/// <param name="Effect">Of grants: <c>allow</c> or <c>deny</c>.</param>
/// <param name="Environment">Of grants: one that they hold in.</param>
/// <param name="Expiry">Of grants: <c>soon</c>, <c>expired</c> or <c>never</c>.</param>
/// <param name="Conditions">Of grants: <c>yes</c> or <c>no</c>.</param>
/// <param name="Broad">Whether only grants for everybody of a kind.</param>
public sealed record ExportParameters(string? Kind, string? Q, string? Effect, string? Environment, string? Expiry, string? Conditions, bool? Broad)
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
