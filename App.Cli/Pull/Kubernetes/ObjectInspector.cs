using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>
/// Lets pass objects of the engine's few kinds, named, labelled and placed as the console's own of the bundle's scope. Whatever else a puller's account may do
/// to a cluster, a bundle cannot make it do.
/// </summary>
internal sealed partial class ObjectInspector(KubernetesDialect dialect, BundleScope scope, IReadOnlyCollection<string> namespaces) : DeclarationInspector(dialect.File)
{
    private static readonly string[] Members = ["apiVersion", "kind", "metadata", "spec"];
    private static readonly string[] MetadataMembers = ["name", "namespace", "labels", "annotations"];

    protected override IEnumerable<JsonNode?> Parse(ReadOnlyMemory<byte> content) => YamlObjects.Read(content);

    protected override string? NameOf(JsonObject content) => content.Object("metadata")?.Text("name");

    protected override IEnumerable<string> ProblemsOf(JsonObject content)
    {
        if (KindOf(content) is not { } kind)
            return [$"is a `{content.Text("kind")}` of `{content.Text("apiVersion")}`, which a bundle may not hold"];
        var strange = content.Where(member => !Members.Contains(member.Key)).Select(member => $"has `{member.Key}`");
        return content.Object("metadata") is { } metadata && content.Object("spec") is { } spec
            ? [.. strange, .. ProblemsOfMetadata(metadata), .. kind.ProblemsOf(spec)]
            : [.. strange, "lacks metadata or spec"];
    }

    protected override DeclaredObject Declare(JsonObject content)
    {
        var (kind, metadata) = (KindOf(content)!, content.Object("metadata")!);
        return new DeclaredObject(
            new ObjectKey(kind.Kind, metadata.Text("namespace")!, metadata.Text("name")!), content, kind.Opens(content.Object("spec")!), OwnLabels.IsDefault(metadata));
    }

    private KubernetesKind? KindOf(JsonObject content) => dialect.Find(content.Text("apiVersion"), content.Text("kind"));

    private IEnumerable<string> ProblemsOfMetadata(JsonObject metadata)
    {
        foreach (var member in metadata.Where(member => !MetadataMembers.Contains(member.Key)))
            yield return $"has metadata `{member.Key}`";
        if (metadata.Text("namespace") is not { } place || !NamespaceName().IsMatch(place))
            yield return "has no namespace";
        else if (namespaces.Count > 0 && !namespaces.Contains(place))
            yield return $"lies in namespace `{place}`, which --namespaces does not name";
        var labels = metadata.Object("labels") ?? [];
        if (!AreOwn(labels))
            yield return "does not bear the console's labels of the bundle's scope";
        if (metadata.Text("name")?.StartsWith($"access.{scope.Environment}.{labels.Text(OwnLabels.Service)}.", StringComparison.Ordinal) != true)
            yield return "is not named for its environment and service";
        if (metadata["annotations"] is not (null or JsonObject) || (metadata.Object("annotations") ?? []).Any(a => !IsKnownAnnotation(a.Key)))
            yield return "has an annotation that is neither the console's nor of this engine's policies";
    }

    private bool IsKnownAnnotation(string name) => name.StartsWith(OwnLabels.Prefix, StringComparison.Ordinal) || dialect.Annotations.Contains(name);

    private bool AreOwn(JsonObject labels) =>
        labels.Count == 4 && labels.Text(OwnLabels.ManagedBy) == OwnLabels.Manager && labels.Text(OwnLabels.Environment) == scope.Environment
        && labels.Text(OwnLabels.Part) is { Length: > 0 } && labels.Text(OwnLabels.Service) is { Length: > 0 } service && (scope.Service ?? service) == service;

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamespaceName();
}
