using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>Compiles to open-source nginx with njs; the README says how a host uses a bundle.</summary>
public sealed class NginxCompiler : ITargetCompiler
{
    public Target Target => Target.Nginx;

    public ImmutableArray<string> Roots => ["nginx"];

    public bool HasClock => true;

    public HopCoverage Cover(PrincipalDirectory directory, DeploymentPolicy deployment, int hop) => NginxCoverage.Of(directory, deployment, hop);

    public CompiledDeployment Compile(DeploymentPolicy deployment) => NginxDeployment.Of(deployment);

    public ImmutableArray<BundleFile> Assemble(CompilationInput input, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        var served = deployments.Cast<NginxDeployment>().Where(d => d.IsServed).ToArray();
        return
        [
            new BundleFile("nginx/access.js", AccessScript.Content),
            new BundleFile("nginx/client-ca.pem", AuthorityFile(input.Policy)),
            new BundleFile("nginx/http.conf", NginxWriter.Print(HttpConfiguration.Of(input, scope, served))),
            new BundleFile("nginx/policy.json", PolicyData.Of(input, scope, served)),
        ];
    }

    private static byte[] AuthorityFile(PolicySet policy)
    {
        var authorities = ClientAuthorities.Of(policy.Principals);
        return Encoding.ASCII.GetBytes(authorities.IsEmpty ? "no trust domain has a bundle\n" : string.Concat(authorities.Select(pem => pem + "\n")));
    }
}
