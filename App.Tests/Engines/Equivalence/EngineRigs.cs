using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Consul;
using AccessConsole.Tests.Engines.Envoy;
using AccessConsole.Tests.Engines.Istio;
using AccessConsole.Tests.Engines.Linkerd;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>Every engine that is held against the evaluator.</summary>
internal static class EngineRigs
{
    public static IReadOnlyDictionary<Target, Func<IEngineRig>> All { get; } = new SortedDictionary<Target, Func<IEngineRig>>
    {
        [Target.Nginx] = () => new NginxEngineRig(NginxProgram.Own),
        [Target.Opa] = () => new OpaEngineRig(),
        [Target.Envoy] = () => new EnvoyEngineRig(),
        [Target.Istio] = () => new IstioEngineRig(),
        [Target.Linkerd] = () => new LinkerdEngineRig(),
        [Target.Consul] = () => new ConsulEngineRig(),
    };
}
