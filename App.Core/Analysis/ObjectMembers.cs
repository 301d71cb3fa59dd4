using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis;

/// <summary>An object as its document writes it, taken apart into members: path and value as text.</summary>
internal static class ObjectMembers
{
    private const string Deployments = "deployments";

    /// <summary>What a member stands at when the document leaves it out.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["approvals"] = "0",
        ["exactness"] = "at-least-one-hop",
        ["narrower"] = "refuse",
        ["residuals"] = "accept",
        ["onStale"] = "keep",
        ["audienceScope"] = "service",
        ["identifyBy"] = "uuid",
        ["maxTokenLifetime"] = "10m",
        ["tokenHeader"] = "Authorization",
        ["protocol"] = "http",
        ["mode"] = "enforce",
        ["isolation"] = "all",
        ["unidentified"] = "deny",
        ["cors"] = "false",
        ["websocket"] = "false",
        ["maxStreamDuration"] = "1h",
    };

    /// <summary>The members in which two versions of an object differ, in ordinal order.</summary>
    public static IEnumerable<(string Member, string? Before, string? After)> Differences(PolicyObject before, PolicyObject after)
    {
        var (was, becomes) = (Of(before), Of(after));
        foreach (var member in was.Keys.Concat(becomes.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            var (former, latter) = (ValueIn(was, becomes, member), ValueIn(becomes, was, member));
            if (former != latter)
                yield return (member, former, latter);
        }
    }

    /// <summary>The whole object as canonical text.</summary>
    public static string TextOf(PolicyObject value) => CanonicalJson.Write(PolicyShape.Write(value));

    /// <summary>The environment whose deployment a member belongs to; null for a member of the whole object.</summary>
    public static string? EnvironmentOf(string member) =>
        member.StartsWith(Deployments + ".", StringComparison.Ordinal) ? member.Split('.')[1] : null;

    private static SortedDictionary<string, string> Of(PolicyObject value)
    {
        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(members, "", PolicyShape.Write(value));
        return members;
    }

    private static void Add(SortedDictionary<string, string> members, string path, DocumentNode node)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (var member in mapping.Members)
                    Add(members, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
                break;
            case SequenceNode sequence when path == Deployments:
                foreach (var deployment in sequence.Items.Cast<MappingNode>())
                    AddDeployment(members, deployment);
                break;
            case SequenceNode sequence when sequence.Items.All(i => i is ScalarNode):
                members[path] = string.Join(", ", sequence.Items.Cast<ScalarNode>().Select(i => i.Text));
                break;
            case ScalarNode scalar:
                members[path] = scalar.Text;
                break;
            default:
                members[path] = CanonicalJson.Write(node);
                break;
        }
    }

    private static void AddDeployment(SortedDictionary<string, string> members, MappingNode deployment)
    {
        var path = $"{Deployments}.{((ScalarNode)deployment.Find("environment")!.Value).Text}";
        foreach (var member in deployment.Members)
            Add(members, $"{path}.{member.Name}", member.Value);
    }

    /// <summary>A member that only the other version writes stands at its default, if what it belongs to is there at all.</summary>
    private static string? ValueIn(SortedDictionary<string, string> members, SortedDictionary<string, string> others, string member)
    {
        if (members.TryGetValue(member, out var value))
            return value;
        var dot = member.LastIndexOf('.');
        var isThere = dot < 0 || members.Keys.Any(k => k.StartsWith(member[..(dot + 1)], StringComparison.Ordinal));
        return isThere && others.ContainsKey(member) ? Defaults.GetValueOrDefault(member[(dot + 1)..]) : null;
    }
}
