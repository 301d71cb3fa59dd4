using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>The objects of a bundle as their reader sees them: plain YAML, nothing of the compiler.</summary>
internal sealed record LinkerdObject(YamlMappingNode Root)
{
    public string ApiVersion => Root.Text("apiVersion")!;

    public string Kind => Root.Text("kind")!;

    public string Name => Metadata.Text("name")!;

    public string Namespace => Metadata.Text("namespace")!;

    public YamlMappingNode Spec => Root.Map("spec")!;

    private YamlMappingNode Metadata => Root.Map("metadata")!;

    public static IReadOnlyList<LinkerdObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => new LinkerdObject((YamlMappingNode)d.RootNode))];
    }

    public static IReadOnlyList<LinkerdObject> Read(IEnumerable<BundleFile> files) =>
        Read(Encoding.UTF8.GetString(files.Single(f => f.Path == "linkerd/resources.yaml").Content.Span));
}

/// <summary>A pod behind its proxy.</summary>
internal sealed record LinkerdPod(string Namespace, IReadOnlyDictionary<string, string> Labels, int Port);

/// <summary>A request as the proxy before a pod meets it.</summary>
/// <param name="Path">As sent, without query.</param>
/// <param name="Client">The identity in the client's verified certificate, a DNS name or a URI; null for a connection without one.</param>
internal sealed record LinkerdRequest(string Method, string Path, string? Client, ImmutableArray<string> Headers = default);
