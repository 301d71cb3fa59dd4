using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Compiles to Istio's security API, in the version that is served as <c>security.istio.io/v1</c>; the README says how a cluster uses a bundle.</summary>
public sealed class IstioCompiler : ITargetCompiler
{
    public const string ResourcesPath = "istio/resources.yaml";

    public Target Target => Target.Istio;

    public ImmutableArray<string> Roots => ["istio"];

    public bool HasClock => false;

    public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => IstioCoverage.Of(directory, deployment, hop);

    public CompiledDeployment Compile(DeploymentPolicy deployment) => new IstioDeployment(deployment);

    public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        var resources = deployments.Cast<IstioDeployment>().Select(d => d.Resources(input)).Where(text => text.Length > 0);
        return [new BundleFile(ResourcesPath, Encoding.UTF8.GetBytes(string.Join("---\n", resources)))];
    }
}
