using AccessConsole.Core.Compilation;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>The objects of a bundle as their reader sees them: plain YAML, nothing of the compiler.</summary>
internal sealed record IstioObject(YamlMappingNode Root)
{
    public string Kind => Root.Text("kind")!;

    public string Name => Metadata.Text("name")!;

    public string Namespace => Metadata.Text("namespace")!;

    public YamlMappingNode Spec => Root.Map("spec")!;

    public bool IsDryRun => Metadata.Map("annotations")?.Text("istio.io/dry-run") == "true";

    private YamlMappingNode Metadata => Root.Map("metadata")!;

    public static IReadOnlyList<IstioObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => new IstioObject((YamlMappingNode)d.RootNode))];
    }

    public static IReadOnlyList<IstioObject> Read(IEnumerable<BundleFile> files) =>
        Read(System.Text.Encoding.UTF8.GetString(files.Single(f => f.Path == "istio/resources.yaml").Content.Span));

    /// <summary>Whether the object is for these pods, or for this service at its waypoint.</summary>
    public bool IsFor(IstioWorkload workload) => Namespace == workload.Namespace && (workload.WaypointOf is { } service
        ? Spec.List("targetRefs").OfType<YamlMappingNode>().Any(t => t.Text("kind") == "Service" && t.Text("name") == service)
        : Spec.Map("selector") is { } selector && selector.Map("matchLabels")!.Children.All(l => workload.Labels.GetValueOrDefault(((YamlScalarNode)l.Key).Value!) == ((YamlScalarNode)l.Value).Value));
}

/// <summary>The proxy that decides: a pod's sidecar, or the waypoint of a service.</summary>
internal sealed record IstioWorkload(string Namespace, IReadOnlyDictionary<string, string> Labels, int Port, bool IsHttp, string? WaypointOf = null);
