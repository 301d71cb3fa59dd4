using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <param name="Json">The deployment's member of <c>data.access.policy.services</c>, as canonical JSON.</param>
/// <param name="Sets">The large sets of principals that its rules speak of, by their names in the bundle.</param>
internal sealed record CompiledOpaDeployment(
    DeploymentPolicy Deployment, ReadOnlyMemory<byte> Json, ImmutableArray<KeyValuePair<string, PrincipalSet>> Sets)
    : CompiledDeployment(Deployment);
