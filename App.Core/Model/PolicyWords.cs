using System.Globalization;

namespace AccessConsole.Core.Model;

/// <summary>Parts of grants, and how many there are, in words: the same on pages, in the API and in exports.</summary>
public static class PolicyWords
{
    public static string Of(Effect effect) => effect switch
    {
        Effect.Allow => "allow",
        Effect.Deny => "deny",
    };

    /// <summary>Such as <c>1 way</c> or <c>1,200 ways</c>.</summary>
    public static string Count(long count, string noun) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Such as <c>payments-deploy, shop-deploy</c> or <c>pipelines with team=payments</c>.</summary>
    public static string Of(PrincipalSelector principals) => principals.Anyone ? "anyone" : string.Join("; ", Parts(principals));

    /// <summary>Such as <c>branch main or release/*; source webhook</c>; empty for none.</summary>
    public static string Of(Conditions when) => string.Join("; ", ConditionParts(when));

    private static IEnumerable<string> Parts(PrincipalSelector principals)
    {
        if (principals.Pipelines is { } pipelines)
            yield return Selected(pipelines, "pipelines");
        if (principals.Workloads is { } workloads)
            yield return Selected(workloads, "workloads");
    }

    private static string Selected(Selector selector, string noun) => selector switch
    {
        Selector.Names names => Listed(names.Values),
        Selector.Labels labels => $"{noun} with {string.Join(", ", labels.Values.Select(l => $"{l.Key}={l.Value}"))}",
        _ => $"all {noun}",
    };

    private static string Listed(ValueList<string> names) =>
        names.Count <= 3 ? string.Join(", ", names) : $"{names[0]}, {names[1]} and {names.Count - 2} more";

    private static IEnumerable<string> ConditionParts(Conditions when)
    {
        (string Name, ValueList<Pattern> Patterns)[] parts =
        [
            ("branch", when.Branches), ("tag", when.Tags), ("source", when.Sources),
            ("queue", when.Queues), ("cluster", when.Clusters), ("step", when.Steps),
        ];
        return parts.Where(p => p.Patterns.Count > 0).Select(p => $"{p.Name} {string.Join(" or ", p.Patterns)}");
    }
}
