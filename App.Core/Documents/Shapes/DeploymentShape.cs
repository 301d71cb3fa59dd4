using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

internal static class DeploymentShape
{
    /// <summary>Stands for a deployment that is no object.</summary>
    public static Deployment Unreadable { get; } = new() { Environment = "" };

    public static Deployment Read(ObjectReader reader) => new()
    {
        Environment = reader.Text("environment"),
        Hosts = reader.Texts("hosts"),
        Upstream = reader.OptionalText("upstream"),
        SpiffeId = reader.SpiffeId("spiffeId"),
        Protocol = reader.Word("protocol", Words.Protocol, Protocol.Http),
        Kubernetes = reader.Object("kubernetes", ReadKubernetes),
        Consul = reader.Object("consul", r => new ConsulService { Service = r.Text("service") }),
        Hops = reader.Optional("hops")?.List(HopShape.Read, HopShape.Unreadable) ?? [],
        Mode = reader.Word("mode", Words.Mode, Mode.Enforce),
        Isolation = reader.Word("isolation", Words.Isolation, Isolation.All),
        Unidentified = reader.Word("unidentified", Words.Unidentified, Unidentified.Deny),
        Probes = RoleShape.ReadPaths(reader.Optional("probes")),
        Cors = reader.Flag("cors"),
        WebSocket = reader.Flag("websocket"),
        MaxStreamDuration = reader.Duration("maxStreamDuration", Deployment.DefaultMaxStreamDuration),
    };

    public static void Write(ObjectWriter writer, Deployment deployment)
    {
        writer.Text("environment", deployment.Environment);
        writer.Texts("hosts", deployment.Hosts);
        writer.Text("upstream", deployment.Upstream);
        writer.SpiffeId("spiffeId", deployment.SpiffeId);
        writer.Word("protocol", Words.Protocol, deployment.Protocol, Protocol.Http);
        writer.Object("kubernetes", deployment.Kubernetes, WriteKubernetes);
        writer.Object("consul", deployment.Consul, (w, consul) => w.Text("service", consul.Service));
        writer.List("hops", deployment.Hops, HopShape.Write);
        writer.Word("mode", Words.Mode, deployment.Mode, Mode.Enforce);
        writer.Word("isolation", Words.Isolation, deployment.Isolation, Isolation.All);
        writer.Word("unidentified", Words.Unidentified, deployment.Unidentified, Unidentified.Deny);
        writer.Texts("probes", deployment.Probes.Select(p => p.Text));
        writer.Flag("cors", deployment.Cors);
        writer.Flag("websocket", deployment.WebSocket);
        writer.Duration("maxStreamDuration", deployment.MaxStreamDuration, Deployment.DefaultMaxStreamDuration);
    }

    private static KubernetesWorkload ReadKubernetes(ObjectReader reader) => new()
    {
        Namespace = reader.Text("namespace"),
        Selector = reader.Map("selector"),
        Port = reader.Optional("port")?.Integer() ?? 0,
    };

    private static void WriteKubernetes(ObjectWriter writer, KubernetesWorkload kubernetes)
    {
        writer.Text("namespace", kubernetes.Namespace);
        writer.Map("selector", kubernetes.Selector);
        writer.Number("port", kubernetes.Port, unless: 0);
    }
}
