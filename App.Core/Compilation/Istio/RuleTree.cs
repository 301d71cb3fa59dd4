using AccessConsole.Core.Compilation.Kubernetes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Writes rules, each bound to the deployment's hosts and port, so that deployments in the same pods do not meet.</summary>
internal sealed class RuleTree(Deployment deployment, IstioPlacement placement)
{
    // An authority is the host with or without its final dot, with or without a port.
    private readonly DocumentNode? hosts = deployment.Protocol == Protocol.Tcp || deployment.Hosts.Count == 0
        ? null
        : Tree.List(deployment.Hosts.SelectMany(host => (string[])[host, host + ":*", host + ".", host + ".:*"]));

    private readonly DocumentNode? ports = placement.Port is { } port ? Tree.List([port.ToString(System.Globalization.CultureInfo.InvariantCulture)]) : null;

    public DocumentNode Of(IEnumerable<IstioRule> rules) => Tree.List(rules.Select(Of));

    private DocumentNode Of(IstioRule rule) => Tree.Object(
        ("from", InList("source", Tree.Object(("principals", List(rule.Principals)), ("notPrincipals", List(rule.NotPrincipals))))),
        ("to", InList("operation", Tree.Object(
            ("hosts", hosts), ("ports", ports), ("methods", List(rule.Methods)), ("notMethods", List(rule.NotMethods)), ("paths", List(rule.Paths))))),
        ("when", rule.When.IsEmpty ? null : Tree.List(rule.When.Select(Of))));

    private static DocumentNode Of(IstioCondition condition) => Tree.Object(
        ("key", Tree.Text(condition.Key)), ("values", List(condition.Values)), ("notValues", List(condition.NotValues)));

    private static DocumentNode? List(IEnumerable<string>? texts) => Tree.List(texts);

    private static SequenceNode? InList(string name, MappingNode node) => node.Members.Count == 0 ? null : Tree.List(Tree.Object((name, node)));
}
