using System.Text;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>Mistakes in Istio's objects.</summary>
internal static class IstioMutants
{
    public static IReadOnlyList<Mutant> All { get; } =
    [
        Of("denies are forgotten", o => PartOf(o) == "grant" && o.Spec.Text("action") == "DENY" ? null : o),
        Of("what is not granted is not refused", o => PartOf(o) == "default" ? null : o),
        Of("who may GET may HEAD", Each("methods", methods => methods.Contains("GET") ? [.. methods, "HEAD"] : methods)),
        Of("a prefix ends anywhere", Each("paths", paths => [.. paths.Select(p => p.EndsWith("/*", StringComparison.Ordinal) && p.Length > 2 ? p[..^2] + "*" : p)])),
        Of("no audience is asked for", o => Changed(o, n => n.Children.Remove("audiences"))),
        Of("a tag is a branch", o => Changed(o, n => RemoveConditions(n, "request.auth.claims[build_tag]", "notValues"))),
        // Said twice, and so forgotten twice.
        Of("a caller behind the gateway needs no certificate", o => o.Kind == "PeerAuthentication" ? null : PartOf(o) == "callers" ? Changed(o, RemoveNameless) : o),
        Of("anyone may use every method", o => PartOf(o) is "probes" or "cors" ? Changed(o, n => n.Children.Remove("methods")) : o),
        Of("a dry run is in force", o => Changed(o, n => n.Children.Remove("istio.io/dry-run"))),
        Of("CI is left alone", o => PartOf(o) == "ungoverned" ? Changed(o, n => n.Children.Remove("notPrincipals")) : o),
        Of("whom a grant names is one of many", o => PartOf(o) == "callers" ? Changed(o, RemoveNamedFromFolders) : o),
        Of("where certificates lie is not looked at", o => PartOf(o) == "callers" ? Changed(o, RemoveFolders) : o),
        Of("callers are not looked at", o => PartOf(o) == "callers" ? null : o),
        Of("tokens are not verified", o => o.Kind == "RequestAuthentication" ? null : o),
        Of("branches are not asked for", o => Changed(o, n => RemoveConditions(n, "request.auth.claims[build_branch]", "values"))),
        Of("pipelines of one organization are alike", o => PartOf(o) == "grant" ? Changed(o, n => RemoveConditions(n, "request.auth.claims[pipeline_id]", "values")) : o),
    ];

    private static Mutant Of(string name, Func<IstioObject, IstioObject?> change) => new(name, files => Mutant.Altered(files, "resources.yaml", content =>
    {
        var objects = IstioObject.Read(Encoding.UTF8.GetString(content.Span)).Select(change).OfType<IstioObject>();
        using var text = new StringWriter();
        new YamlStream([.. objects.Select(o => new YamlDocument(o.Root))]).Save(text, assignAnchors: false);
        return Encoding.UTF8.GetBytes(text.ToString());
    }));

    private static string? PartOf(IstioObject o) => o.Root.Map("metadata")!.Map("labels")!.Text("access-console/part");

    private static IstioObject Changed(IstioObject o, Action<YamlMappingNode> change)
    {
        foreach (var node in o.Root.AllNodes.OfType<YamlMappingNode>().ToArray())
            change(node);
        return o;
    }

    /// <summary>With other texts in each list of a name.</summary>
    private static Func<IstioObject, IstioObject> Each(string name, Func<string[], string[]> instead) => o => Changed(o, node =>
    {
        if (node.Texts(name) is { } texts)
            node.Children[name] = new YamlSequenceNode(instead(texts).Distinct().Select(text => new YamlScalarNode(text)));
    });

    /// <summary>Leaves out the rules about callers without any name.</summary>
    private static void RemoveNameless(YamlMappingNode node)
    {
        var rules = node.Children.TryGetValue("rules", out var list) ? (YamlSequenceNode)list : [];
        foreach (var rule in rules.OfType<YamlMappingNode>().Where(r => r.List("from").OfType<YamlMappingNode>().Any(f => f.Map("source")!.Texts("notPrincipals") is ["*"])).ToArray())
            rules.Children.Remove(rule);
    }

    /// <summary>Whether a source speaks of folders of certificates.</summary>
    private static bool IsOfFolders(YamlMappingNode source) => source.Texts("principals")?.Any(p => p.EndsWith("/*", StringComparison.Ordinal)) ?? false;

    private static void RemoveNamedFromFolders(YamlMappingNode node)
    {
        if (IsOfFolders(node))
            node.Children.Remove("notPrincipals");
    }

    private static void RemoveFolders(YamlMappingNode node)
    {
        var rules = node.Children.TryGetValue("rules", out var list) ? (YamlSequenceNode)list : [];
        foreach (var rule in rules.OfType<YamlMappingNode>().Where(r => r.List("from").OfType<YamlMappingNode>().Any(f => IsOfFolders(f.Map("source")!))).ToArray())
            rules.Children.Remove(rule);
    }

    private static void RemoveConditions(YamlMappingNode node, string key, string values)
    {
        if (!node.Children.TryGetValue("when", out var when))
            return;
        var conditions = (YamlSequenceNode)when;
        foreach (var condition in conditions.OfType<YamlMappingNode>().Where(c => c.Text("key") == key && c.Children.ContainsKey(values)).ToArray())
            conditions.Children.Remove(condition);
    }
}
