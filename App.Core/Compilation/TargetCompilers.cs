using System.Collections.Immutable;
using AccessConsole.Core.Compilation.Consul;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Compilation.Istio;
using AccessConsole.Core.Compilation.Linkerd;
using AccessConsole.Core.Compilation.Nginx;
using AccessConsole.Core.Compilation.Opa;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation;

/// <summary>Every target that has a compiler. A new engine is one folder and one line here.</summary>
public static class TargetCompilers
{
    public static ImmutableArray<ITargetCompiler> All { get; } = [new NginxCompiler(), new OpaCompiler(), new EnvoyCompiler(), new IstioCompiler(), new LinkerdCompiler(), new ConsulCompiler()];

    public static ImmutableArray<Target> Targets { get; } = [.. All.Select(c => c.Target)];
}
