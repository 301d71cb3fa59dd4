using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>
/// Reads the objects of a verified bundle and refuses what a bundle must not ask a cluster for. A bundle is signed, yet what a signer may do to a cluster is
/// bounded here: objects of the engine's few kinds, named, labelled and placed as the console's own of the bundle's scope. Whatever else a puller's account
/// may do, a bundle cannot make it do.
/// </summary>
internal sealed partial class ObjectInspector(KubernetesDialect dialect, BundleScope scope, IReadOnlyCollection<string> namespaces)
{
    private static readonly string[] Members = ["apiVersion", "kind", "metadata", "spec"];
    private static readonly string[] MetadataMembers = ["name", "namespace", "labels", "annotations"];

    /// <exception cref="PullException">The bundle must not be used; the message says why.</exception>
    public IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files)
    {
        if (files.FirstOrDefault(file => file.Path != dialect.File) is { } strange)
            throw new PullException("unexpected_file", $"the bundle holds `{strange.Path}`, which is not a file of this engine");
        if (files.SingleOrDefault() is not { } file)
            throw new PullException("missing_file", $"the bundle lacks `{dialect.File}`");
        DeclaredObject[] objects = [.. Parse(file).Select((content, index) => Declare(content, $"object {index + 1} of `{dialect.File}`"))];
        return objects.CountBy(o => o.Key).FirstOrDefault(pair => pair.Value > 1) is { Key: { } twice }
            ? throw new PullException("object", $"`{dialect.File}` holds `{twice}` twice")
            : objects;
    }

    private static IReadOnlyList<JsonObject> Parse(BundleFile file)
    {
        try
        {
            return YamlObjects.Read(file.Content);
        }
        catch (FormatException e)
        {
            throw new PullException("malformed", $"`{file.Path}` {e.Message}");
        }
    }

    private DeclaredObject Declare(JsonObject content, string what)
    {
        if (dialect.Find(content.Text("apiVersion"), content.Text("kind")) is not { } kind)
            throw new PullException("object", $"{what} is a `{content.Text("kind")}` of `{content.Text("apiVersion")}`, which a bundle may not hold");
        if (content.FirstOrDefault(member => !Members.Contains(member.Key)) is { Key: { } strange })
            throw new PullException("object", $"{what} has `{strange}`");
        if (content.Object("metadata") is not { } metadata || content.Object("spec") is not { } spec)
            throw new PullException("object", $"{what} lacks metadata or spec");
        return (MetadataProblem(metadata) ?? kind.Problem(spec)) is { } problem
            ? throw new PullException("object", $"{what} (`{metadata.Text("name")}`) {problem}")
            : new DeclaredObject(new ObjectKey(kind.Kind, metadata.Text("namespace")!, metadata.Text("name")!), content, kind.Opens(spec));
    }

    private string? MetadataProblem(JsonObject metadata)
    {
        if (metadata.FirstOrDefault(member => !MetadataMembers.Contains(member.Key)) is { Key: { } strange })
            return $"has metadata `{strange}`";
        if (metadata.Text("namespace") is not { } place || !NamespaceName().IsMatch(place))
            return "has no namespace";
        if (namespaces.Count > 0 && !namespaces.Contains(place))
            return $"lies in namespace `{place}`, which --namespaces does not name";
        if (metadata.Object("labels") is not { } labels || !AreOwn(labels))
            return "does not bear the console's labels of the bundle's scope";
        if (metadata.Text("name")?.StartsWith($"access.{scope.Environment}.{labels.Text(OwnLabels.Service)}.", StringComparison.Ordinal) != true)
            return "is not named for its environment and service";
        if (metadata["annotations"] is null or JsonObject && (metadata.Object("annotations") ?? []).All(a => IsKnownAnnotation(a.Key)))
            return null;
        return "has an annotation that is neither the console's nor of this engine's policies";
    }

    private bool IsKnownAnnotation(string name) => name.StartsWith(OwnLabels.Prefix, StringComparison.Ordinal) || dialect.Annotations.Contains(name);

    private bool AreOwn(JsonObject labels) =>
        labels.Count == 4 && labels.Text(OwnLabels.ManagedBy) == OwnLabels.Manager && labels.Text(OwnLabels.Environment) == scope.Environment
        && labels.Text(OwnLabels.Part) is { Length: > 0 } && labels.Text(OwnLabels.Service) is { Length: > 0 } service && (scope.Service ?? service) == service;

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamespaceName();
}
