using AccessConsole.Core.Resolution;

namespace AccessConsole.Components.Pages.Access;

/// <summary>One row or column: a team, a principal or a deployment.</summary>
/// <param name="Members">How many principals or deployments stand in it.</param>
/// <param name="Zoomed">Where pressing it leads.</param>
public sealed record MatrixHeader(string Label, int Members, AccessQuery Zoomed)
{
    /// <summary>The team, where it is a group.</summary>
    public string Team { get; init; } = "";

    public Principal? Principal { get; init; }

    public DeploymentPolicy? Deployment { get; init; }

    /// <summary>Such as the environment, beside the label.</summary>
    public string Aside { get; init; } = "";
}
