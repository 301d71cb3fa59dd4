using System.Text;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>Mistakes in Linkerd's objects.</summary>
internal static class LinkerdMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("a server that should deny only audits", "Server", n => Replace(n, "accessPolicy", "deny", "audit")),
        Of("a server that should audit denies", "Server", n => Replace(n, "accessPolicy", "audit", "deny")),
        Of("GET is HEAD", "HTTPRoute", n => Replace(n, "method", "GET", "HEAD")),
        Of("no method is asked for", "HTTPRoute", n => n.Children.Remove("method")),
        Of("a path leads to what lies below it", "HTTPRoute", n => Replace(n, "type", "Exact", "PathPrefix")),
        Of("an expression ends anywhere", "HTTPRoute", n => ChangeText(n, "value", text => text.EndsWith(")$", StringComparison.Ordinal) ? text[..^2] + "[^/]*)$" : text)),
        Of("one more is authenticated", "MeshTLSAuthentication", n => AddBeside(n, "identities", $"spiffe://{PolicyGen.TrustDomain}/ns/nobody")),
        Of("nothing authenticates", "AuthorizationPolicy", n => Clear(n, "requiredAuthenticationRefs")),
        Of("routes are not authorized", "AuthorizationPolicy", n => Replace(n, "kind", "HTTPRoute", "Namespace")),
    ];

    private static Mutant Of(string name, string kind, Action<YamlMappingNode> change) => new(name, files => Mutant.Altered(files, "resources.yaml", content =>
    {
        var objects = LinkerdObject.Read(Encoding.UTF8.GetString(content.Span));
        foreach (var node in objects.Where(o => o.Kind == kind).SelectMany(o => o.Spec.AllNodes).OfType<YamlMappingNode>().ToArray())
            change(node);
        using var text = new StringWriter();
        new YamlStream([.. objects.Select(o => new YamlDocument(o.Root))]).Save(text, assignAnchors: false);
        return Encoding.UTF8.GetBytes(text.ToString());
    }));

    private static void Replace(YamlMappingNode node, string name, string value, string instead) => ChangeText(node, name, text => text == value ? instead : text);

    private static void ChangeText(YamlMappingNode node, string name, Func<string, string> change)
    {
        if (node.Children.TryGetValue(name, out var value) && value is YamlScalarNode { Value: { } text } scalar)
            scalar.Value = change(text);
    }

    private static void AddBeside(YamlMappingNode node, string name, string text)
    {
        if (node.Children.TryGetValue(name, out var value) && value is YamlSequenceNode list)
            list.Add(text);
    }

    private static void Clear(YamlMappingNode node, string name)
    {
        if (node.Children.TryGetValue(name, out var value) && value is YamlSequenceNode list)
            list.Children.Clear();
    }
}
