using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Compilation.Kubernetes;

/// <summary>
/// Writes Kubernetes objects of one deployment, with names that stay the same from revision to revision, labels by which what is gone can be
/// pruned, and a digest by which a reader sees what changed.
/// </summary>
internal sealed class ResourceWriter(string environment, string service, string @namespace)
{
    public const string AnnotationPrefix = "access-console/";

    private readonly StringBuilder text = new();

    /// <param name="part">What of the deployment it is; names of the policy hold no dots, so that no two parts meet.</param>
    public void Write(string apiVersion, string kind, string part, DocumentNode spec, params IEnumerable<KeyValuePair<string, string>> annotations)
    {
        if (text.Length > 0)
            text.Append("---\n");
        text.Append(YamlPrinter.Print(Tree.Object(
            ("apiVersion", Tree.Text(apiVersion)),
            ("kind", Tree.Text(kind)),
            ("metadata", Metadata(part, spec, annotations)),
            ("spec", spec))));
    }

    public string NameOf(string part) => $"access.{environment}.{service}.{part}";

    public override string ToString() => text.ToString();

    private MappingNode Metadata(string part, DocumentNode spec, IEnumerable<KeyValuePair<string, string>> annotations) => Tree.Object(
        ("name", Tree.Text(NameOf(part))),
        ("namespace", Tree.Text(@namespace)),
        ("labels", Tree.Texts(
        [
            new(AnnotationPrefix + "environment", environment),
            new(AnnotationPrefix + "part", part.Split('.')[0]),
            new(AnnotationPrefix + "service", service),
            new("app.kubernetes.io/managed-by", "access-console"),
        ])),
        ("annotations", Tree.Texts(annotations.Prepend(new(AnnotationPrefix + "digest", Digest(spec))))));

    private static string Digest(DocumentNode spec) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonPrinter.Print(spec, indented: false)));
}
