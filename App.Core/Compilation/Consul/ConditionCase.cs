using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>
/// One way in which an allow grant's conditions hold, as far as Consul can ask: claims that equal a text. A prefix is in no case; that a build
/// has no tag is known here, and asked nowhere.
/// </summary>
internal sealed record ConditionCase(ValueMap Claims, bool HasNoTag)
{
    private static readonly ConditionCase Nothing = new(ValueMap.Empty, false);

    public static IEnumerable<ConditionCase> Of(Conditions when)
    {
        ConditionCase[][] members =
        [
            Asked(when.Branches.Count + when.Tags.Count, Texts(ClaimNames.Branch, when.Branches, hasNoTag: true).Concat(Texts(ClaimNames.Tag, when.Tags))),
            Asked(when.Sources.Count, Texts(ClaimNames.Source, when.Sources)),
            Asked(when.Queues.Count, ByKind(ClaimNames.QueueKey, ClaimNames.QueueId, when.Queues)),
            Asked(when.Clusters.Count, ByKind(ClaimNames.ClusterName, ClaimNames.ClusterId, when.Clusters)),
            Asked(when.Steps.Count, Texts(ClaimNames.Step, when.Steps)),
        ];
        return members.Aggregate((IEnumerable<ConditionCase>)[Nothing], (cases, member) => cases.SelectMany(_ => member, (c, m) => c.And(m)));
    }

    public static bool HasPrefix(Conditions when) =>
        new[] { when.Branches, when.Tags, when.Sources, when.Queues, when.Clusters, when.Steps }.Any(patterns => patterns.Any(p => p.IsPrefix));

    private static ConditionCase[] Asked(int patterns, IEnumerable<ConditionCase> cases) => patterns == 0 ? [Nothing] : [.. cases];

    private static IEnumerable<ConditionCase> ByKind(string key, string id, IEnumerable<Pattern> patterns) => patterns.SelectMany(p => Texts(p.IsUuid ? id : key, [p]));

    private static IEnumerable<ConditionCase> Texts(string claim, IEnumerable<Pattern> patterns, bool hasNoTag = false) =>
        patterns.Where(p => !p.IsPrefix).Select(p => new ConditionCase(new ValueMap([new(claim, p.Text)]), hasNoTag));

    private ConditionCase And(ConditionCase other) => new(new ValueMap(Claims.Concat(other.Claims)), HasNoTag || other.HasNoTag);
}
