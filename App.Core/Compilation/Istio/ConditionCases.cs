using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// A grant's conditions as cases, of which each is a list of Istio's conditions: one case must hold. An allow grant needs what is known to be
/// true; a deny grant matches unless something is known to be false, so that a missing claim is a case of its own.
/// </summary>
internal static class ConditionCases
{
    public static IEnumerable<IstioCondition[]> Of(Conditions when, Effect effect)
    {
        var mayBeUnknown = effect == Effect.Deny;
        IEnumerable<IstioCondition[]>[] members =
        [
            References(when, mayBeUnknown).ToArray(),
            Texts(ClaimNames.Source, when.Sources, mayBeUnknown),
            ByKind(ClaimNames.QueueKey, ClaimNames.QueueId, when.Queues, mayBeUnknown),
            ByKind(ClaimNames.ClusterName, ClaimNames.ClusterId, when.Clusters, mayBeUnknown),
            // A job without a step key has none, which is known: such a build is not meant.
            Texts(ClaimNames.Step, when.Steps, mayBeUnknown: false),
        ];
        IEnumerable<IstioCondition[]> nothing = [[]];
        return members.Where(member => member.Any()).Aggregate(nothing, (cases, member) => cases.SelectMany(c => member, (c, m) => c.Concat(m).ToArray()));
    }

    /// <summary>A branch counts only for builds without a tag; branches and tags are alternatives.</summary>
    private static IEnumerable<IstioCondition[]> References(Conditions when, bool mayBeUnknown) =>
        Texts(ClaimNames.Branch, when.Branches, mayBeUnknown).Select(c => c.Prepend(IstioCondition.ClaimIsNoText(ClaimNames.Tag)).ToArray())
            .Concat(Texts(ClaimNames.Tag, when.Tags, mayBeUnknown: false));

    /// <summary>Patterns that are UUIDs speak of the id, others of the key; one of them suffices.</summary>
    private static IEnumerable<IstioCondition[]> ByKind(string key, string id, IEnumerable<Pattern> patterns, bool mayBeUnknown) =>
        Texts(key, patterns.Where(p => !p.IsUuid), mayBeUnknown).Concat(Texts(id, patterns.Where(p => p.IsUuid), mayBeUnknown));

    private static IEnumerable<IstioCondition[]> Texts(string claim, IEnumerable<Pattern> patterns, bool mayBeUnknown)
    {
        var texts = patterns.Select(IstioText.Of).Distinct(StringComparer.Ordinal).ToArray();
        if (texts.Length == 0)
            yield break;
        yield return [IstioCondition.Claim(claim, texts)];
        if (mayBeUnknown)
            yield return [IstioCondition.ClaimIsNoText(claim)];
    }
}
