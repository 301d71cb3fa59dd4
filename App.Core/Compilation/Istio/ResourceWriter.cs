using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// Writes Kubernetes objects of one deployment, with names that stay the same from revision to revision, labels by which what is gone can be
/// pruned, and a digest by which a reader sees what changed.
/// </summary>
internal sealed class ResourceWriter(string environment, string service, IstioPlacement placement)
{
    private const string ApiVersion = "security.istio.io/v1";
    private const string Prefix = "access-console/";

    private readonly StringBuilder text = new();

    /// <param name="part">What of the deployment it is; names hold no dots, so that no two parts meet.</param>
    /// <param name="grant">The grant whose rules it holds; null for what serves all of them.</param>
    /// <param name="isDryRun">Whether Istio is to decide, record, and let pass.</param>
    public void Write(string kind, string part, DocumentNode spec, string? grant = null, bool isDryRun = false)
    {
        if (text.Length > 0)
            text.Append("---\n");
        text.Append(YamlPrinter.Print(Tree.Object(
            ("apiVersion", Tree.Text(ApiVersion)),
            ("kind", Tree.Text(kind)),
            ("metadata", Metadata(part, spec, grant, isDryRun)),
            ("spec", spec))));
    }

    /// <summary>Where the object applies: the pods, or the Kubernetes Service whose waypoint enforces it.</summary>
    public (string Name, DocumentNode? Value) Place() => placement.IsWaypoint
        ? ("targetRefs", Tree.List(Tree.Object(("group", Tree.Text("")), ("kind", Tree.Text("Service")), ("name", Tree.Text(placement.Service)))))
        : ("selector", Tree.Object(("matchLabels", Tree.Texts(placement.Selector))));

    public override string ToString() => text.ToString();

    private MappingNode Metadata(string part, DocumentNode spec, string? grant, bool isDryRun) => Tree.Object(
        ("name", Tree.Text($"access.{environment}.{service}.{part}")),
        ("namespace", Tree.Text(placement.Namespace)),
        ("labels", Tree.Texts(
        [
            new(Prefix + "environment", environment),
            new(Prefix + "part", part.Split('.')[0]),
            new(Prefix + "service", service),
            new("app.kubernetes.io/managed-by", "access-console"),
        ])),
        ("annotations", Tree.Texts(Annotations(spec, grant, isDryRun))));

    private static IEnumerable<KeyValuePair<string, string>> Annotations(DocumentNode spec, string? grant, bool isDryRun)
    {
        yield return new(Prefix + "digest", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(YamlPrinter.Print(spec)))));
        if (grant is not null)
            yield return new(Prefix + "grant", grant);
        if (isDryRun)
            yield return new("istio.io/dry-run", "true");
    }
}
