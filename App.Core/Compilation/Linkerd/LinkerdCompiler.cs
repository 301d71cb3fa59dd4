using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Compiles to Linkerd's policy objects; the README says how a cluster uses a bundle.</summary>
public sealed class LinkerdCompiler : ITargetCompiler
{
    public const string ResourcesPath = "linkerd/resources.yaml";

    public Target Target => Target.Linkerd;

    public ImmutableArray<string> Roots => ["linkerd"];

    public bool HasClock => false;

    public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => LinkerdCoverage.Of(directory, deployment, hop);

    public CompiledDeployment Compile(DeploymentPolicy deployment) => new LinkerdDeployment(deployment);

    public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        var resources = deployments.Cast<LinkerdDeployment>().Select(d => d.Resources(input.Policy.Principals)).Where(text => text.Length > 0);
        return [new BundleFile(ResourcesPath, Encoding.UTF8.GetBytes(string.Join("---\n", resources)))];
    }
}
