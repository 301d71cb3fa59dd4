using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>How strictly a deployment is guarded: all that a decision asks of it besides its rules.</summary>
internal readonly record struct DeploymentGuard(Protocol Protocol, Mode Mode, Isolation Isolation, Unidentified Unidentified)
{
    public static DeploymentGuard Of(Deployment deployment) => new(deployment.Protocol, deployment.Mode, deployment.Isolation, deployment.Unidentified);
}
