using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// What becomes at Linkerd of the rules that one kind of request meets. Allowing is all that can be said there, of certificates alone: a deny
/// is taken out of the list, and a condition is unknown, so that it gives nothing and keeps nobody from a deny.
/// </summary>
internal sealed class CellDecision
{
    private readonly MeshCallers callers;
    private readonly bool readsTokens;
    private readonly ImmutableArray<DeploymentRule> allows;
    private readonly ImmutableArray<DeploymentRule> denies;
    private readonly HashSet<Principal> denied = [];
    private readonly HashSet<Principal> admitted = [];

    /// <param name="readsTokens">Whether the evaluator would look at a token: at a connection there is none.</param>
    public CellDecision(MeshCallers callers, bool readsTokens, ImmutableArray<DeploymentRule> rules)
    {
        (this.callers, this.readsTokens) = (callers, readsTokens);
        allows = [.. rules.Where(r => r.Effect == Effect.Allow)];
        denies = [.. rules.Where(r => r.Effect == Effect.Deny)];
        foreach (var rule in denies)
            denied.UnionWith(rule.Principals.Members);
        foreach (var rule in allows.Where(IsUnconditional))
            admitted.UnionWith(rule.Principals.Members.Where(p => callers.IdentityOf(p) is not null && !denied.Contains(p)));
    }

    /// <summary>Whether nobody can be told from whom is denied.</summary>
    private bool IsClosed => denies.Any(r => r.IsForAnyone);

    private bool IsOpen => allows.Any(r => r.IsForAnyone && IsUnconditional(r));

    public Admission Admission =>
        IsClosed ? Admission.Nobody
        : IsOpen ? Admission.Everybody
        : Admission.Of(admitted.SelectMany(p => MeshName.Of(callers.IdentityOf(p)!.Value)));

    public IEnumerable<CoverageLoss> Losses() => IsClosed ? OfClosed() : IsOpen ? OfOpen() : OfListed();

    /// <summary>A deny for anyone that has conditions spares whoever shows that one of them does not hold.</summary>
    private IEnumerable<CoverageLoss> OfClosed() =>
        !readsTokens || allows.IsEmpty || denies.Any(r => r.IsForAnyone && IsUnconditional(r)) ? [] : denies.Where(r => r.IsForAnyone).Select(LinkerdLosses.ConditionOfDeny);

    /// <summary>Who may come without a name comes with any: the list from which a deny would be taken is everybody.</summary>
    private IEnumerable<CoverageLoss> OfOpen()
    {
        var missed = denies.Where(r => r.Principals.Members.Any(IsSeenByEvaluator)).ToArray();
        return missed.Length == 0 ? [] : missed.Concat(allows.Where(r => r.IsForAnyone && IsUnconditional(r))).Select(LinkerdLosses.DenyOnOpenPath);
    }

    private IEnumerable<CoverageLoss> OfListed()
    {
        if (!readsTokens)
            return [];
        var always = denies.Where(IsUnconditional).SelectMany(r => r.Principals.Members).ToHashSet();
        return allows.SelectMany(rule => OfAllow(rule, always)).Concat(denies.Where(rule => IsSparing(rule, always)).Select(LinkerdLosses.ConditionOfDeny));
    }

    private IEnumerable<CoverageLoss> OfAllow(DeploymentRule rule, HashSet<Principal> always)
    {
        if (rule.IsForAnyone)
        {
            yield return LinkerdLosses.ConditionOfAllow(rule);
            yield break;
        }

        var missed = rule.Principals.Members.Where(p => callers.HasToken(p) && !always.Contains(p) && !admitted.Contains(p)).ToArray();
        if (missed.Any(p => callers.IdentityOf(p) is null))
            yield return LinkerdLosses.TokenOnly(rule);
        if (!IsUnconditional(rule) && missed.Any(p => callers.IdentityOf(p) is not null))
            yield return LinkerdLosses.ConditionOfAllow(rule);
    }

    /// <summary>Whether the deny keeps somebody out here whom a token could have shown not to be meant.</summary>
    private bool IsSparing(DeploymentRule deny, HashSet<Principal> always) =>
        !IsUnconditional(deny) && deny.Principals.Members.Any(p =>
            callers.HasToken(p) && callers.IdentityOf(p) is not null && !always.Contains(p) && allows.Any(r => IsUnconditional(r) && r.Principals.Contains(p)));

    /// <summary>Whether there is any credential that makes the evaluator deny the principal something.</summary>
    private bool IsSeenByEvaluator(Principal principal) => callers.IdentityOf(principal) is not null || (readsTokens && callers.HasToken(principal));

    private static bool IsUnconditional(DeploymentRule rule) => rule.Grant.When.IsEmpty;
}
