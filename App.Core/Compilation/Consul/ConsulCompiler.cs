using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Compiles to config entries of Consul 1.17 or later: intentions and the providers of tokens; the README says how a Consul uses a bundle.</summary>
public sealed class ConsulCompiler : ITargetCompiler
{
    public const string EntriesPath = "consul/entries.json";

    public Target Target => Target.Consul;

    public ImmutableArray<string> Roots => ["consul"];

    public bool HasClock => false;

    public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => ConsulCoverage.Of(directory, deployment, hop);

    public CompiledDeployment Compile(DeploymentPolicy deployment) => new ConsulDeployment(deployment);

    public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        var entries = deployments.Cast<ConsulDeployment>().SelectMany(d => d.Entries(input));
        return [new BundleFile(EntriesPath, Encoding.UTF8.GetBytes($"[{string.Join(",\n", entries)}]\n"))];
    }
}
