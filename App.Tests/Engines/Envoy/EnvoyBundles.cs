using System.Collections.Immutable;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Compiles a policy for one environment or one service of it.</summary>
internal static class EnvoyBundles
{
    public static ImmutableArray<BundleFile> Of(PolicySet policy, string environment, string? service = null)
    {
        var compiler = new EnvoyCompiler();
        var deployments = policy.DeploymentsIn(environment).Where(d => service is null || d.Service.Name == service).Select(compiler.Compile);
        var input = new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch);
        return compiler.Assemble(input, new BundleScope(environment, Target.Envoy, service), [.. deployments]);
    }

    /// <summary>The same policy with Envoy as the only hop of each deployment, or behind a gateway.</summary>
    public static PolicyDocument Before(PolicyDocument document, SpiffeId? gateway) => document with
    {
        Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => d with { Hops = Hops(gateway) })] })],
    };

    private static ValueList<Hop> Hops(SpiffeId? gateway) =>
        gateway is null ? [new Hop { Engine = Target.Envoy }] : [new Hop { Engine = Target.Nginx, SpiffeId = gateway }, new Hop { Engine = Target.Envoy }];
}
