using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;
using k8s;
using k8s.Models;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>A mesh's objects in a Kubernetes API server, written by server-side apply.</summary>
internal sealed class KubernetesStore(IKubernetes client, KubernetesDialect dialect, BundleScope scope, ImmutableArray<string> namespaces) : IObjectStore
{
    private const int PageSize = 500;

    private readonly ObjectInspector inspector = new(dialect, scope, namespaces);

    public IReadOnlyList<DeclaredObject> Read(IReadOnlyList<BundleFile> files) => inspector.Read(files);

    /// <summary>What denies by itself stays; without what allows, nothing else is allowed. A default that opens is of a deployment in shadow.</summary>
    public IReadOnlyList<DeclaredObject> Close(IReadOnlyList<DeclaredObject> objects) => [.. objects.Where(o => !o.Opens || o.IsDefault)];

    public async Task<IReadOnlyList<LiveObject>> ListAsync()
    {
        var live = new List<LiveObject>();
        foreach (var kind in dialect.Kinds)
        {
            foreach (var place in namespaces.IsEmpty ? [null] : namespaces.Cast<string?>())
                await ListAsync(kind, place, live);
        }

        return live;
    }

    /// <summary>
    /// What the digest among the annotations says is what was written last; what was not written by us since then is found by its owner. The server's own defaults are no difference.
    /// </summary>
    public string? Difference(DeclaredObject declared, LiveObject live)
    {
        foreach (var part in (ReadOnlySpan<string>)["labels", "annotations"])
        {
            if (!JsonComparison.Covers(live.Content.Object("metadata")?[part], declared.Content.Object("metadata")?[part]))
                return part;
        }

        return JsonComparison.Covers(live.Content["spec"], declared.Content["spec"]) ? FieldOwners.Addition(declared.Content, live.Content, dialect.Annotations) : "spec";
    }

    public Acceptance AcceptanceOf(LiveObject live) => StatusConditions.Of(live.Content);

    public async Task CheckAsync(DeclaredObject declared, LiveObject? live)
    {
        if (live is null && await FindAsync(declared))
            throw new PullException("foreign", $"`{declared.Key}` is there already and is not the console's of this environment: rename or remove it");
        await ApplyAsync(declared, isOwn: live is not null, dryRun: "All");
    }

    public async Task PutAsync(DeclaredObject declared, LiveObject? live)
    {
        if (live is not null && FieldOwners.Addition(declared.Content, live.Content, dialect.Annotations) is not null)
            await ReplaceAsync(declared, live);
        await ApplyAsync(declared, isOwn: live is not null, dryRun: null);
    }

    public async Task RetireAsync(LiveObject live)
    {
        var kind = dialect.Kinds.Single(k => k.Kind == live.Key.Kind);
        // Only this very object: what somebody made anew under its name is left alone.
        var options = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = live.Content.Object("metadata")?.Text("uid") } };
        await KubernetesCall.AskAsync($"removing `{live.Key}`", isMissingFine: true, () => client.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonObject>(
            kind.Group, kind.Version, live.Key.Place, kind.Plural, live.Key.Name, options));
    }

    public void Dispose() => client.Dispose();

    private async Task ListAsync(KubernetesKind kind, string? place, List<LiveObject> live)
    {
        var selector = OwnLabels.SelectorOf(scope);
        string? next = null;
        do
        {
            var from = next;
            var page = await KubernetesCall.AskAsync($"listing {kind.Plural} of {kind.ApiVersion}", isMissingFine: false, () => place is null
                ? client.CustomObjects.ListClusterCustomObjectAsync<JsonObject>(kind.Group, kind.Version, kind.Plural, labelSelector: selector, limit: PageSize, continueParameter: from)
                : client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(kind.Group, kind.Version, place, kind.Plural, labelSelector: selector, limit: PageSize, continueParameter: from));
            live.AddRange((page?["items"] as JsonArray ?? []).OfType<JsonObject>().Select(item => Live(kind, item)));
            next = page?.Object("metadata")?.Text("continue") is { Length: > 0 } token ? token : null;
        }
        while (next is not null);
    }

    private static LiveObject Live(KubernetesKind kind, JsonObject content)
    {
        var metadata = content.Object("metadata")!;
        var opens = content.Object("spec") is { } spec && kind.Opens(spec);
        // A default that opens closes nothing: left behind by a service in shadow it would let everybody pass whatever the mesh's own default is.
        return new LiveObject(new ObjectKey(kind.Kind, metadata.Text("namespace") ?? "", metadata.Text("name") ?? ""), content, opens, IsKept: !opens && OwnLabels.IsDefault(metadata));
    }

    private async Task<bool> FindAsync(DeclaredObject declared)
    {
        var kind = KindOf(declared);
        return await KubernetesCall.AskAsync($"reading `{declared.Key}`", isMissingFine: true, () => client.CustomObjects.GetNamespacedCustomObjectAsync<JsonObject>(
            kind.Group, kind.Version, declared.Key.Place, kind.Plural, declared.Key.Name)) is not null;
    }

    /// <summary>Takes back fields of our own objects whoever set them, and of no other.</summary>
    private async Task ApplyAsync(DeclaredObject declared, bool isOwn, string? dryRun)
    {
        var kind = KindOf(declared);
        var patch = new V1Patch(declared.Content.ToJsonString(), V1Patch.PatchType.ApplyPatch);
        await KubernetesCall.AskAsync($"applying `{declared.Key}`", isMissingFine: false, () => client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(
            patch, kind.Group, kind.Version, declared.Key.Place, kind.Plural, declared.Key.Name, dryRun, FieldOwners.Manager, "Strict", isOwn));
    }

    /// <summary>The whole object as declared, so that nothing remains of what others added.</summary>
    private async Task ReplaceAsync(DeclaredObject declared, LiveObject live)
    {
        var kind = KindOf(declared);
        var whole = declared.Content.DeepClone().AsObject();
        whole.Object("metadata")!["resourceVersion"] = live.Content.Object("metadata")?.Text("resourceVersion");
        await KubernetesCall.AskAsync($"replacing `{declared.Key}`", isMissingFine: false, () => client.CustomObjects.ReplaceNamespacedCustomObjectAsync<JsonObject>(
            whole, kind.Group, kind.Version, declared.Key.Place, kind.Plural, declared.Key.Name, fieldManager: FieldOwners.Manager, fieldValidation: "Strict"));
    }

    private KubernetesKind KindOf(DeclaredObject declared) => dialect.Kinds.Single(k => k.Kind == declared.Key.Kind);
}
