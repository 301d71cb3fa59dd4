using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Nginx;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Compiles a policy for one environment or one service of it.</summary>
internal static class NginxBundles
{
    public static ImmutableArray<BundleFile> Of(PolicySet policy, string environment, string? service = null)
    {
        var compiler = new NginxCompiler();
        var deployments = policy.DeploymentsIn(environment).Where(d => service is null || d.Service.Name == service).Select(compiler.Compile);
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch);
        return compiler.Assemble(input, new BundleScope(environment, Target.Nginx, service), [.. deployments]);
    }
}
