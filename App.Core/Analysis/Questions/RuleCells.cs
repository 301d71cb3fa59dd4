using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>Parts the callers of a rule into those who fare alike. Principals that only broad rules name are parted once for all deployments of the same broad rules.</summary>
internal sealed class RuleCells(PrincipalRoster roster)
{
    private readonly Dictionary<ValueList<PrincipalSet>, BroadClasses> classes = [];
    private readonly IdentityRegister identities = new(roster.Directory, roster.Directory);

    /// <summary>The cells of a rule; callers that can show nothing there, or that are refused, are in none.</summary>
    public IEnumerable<RuleCell> Of(DeploymentPolicy deployment, DeploymentRule rule)
    {
        if (rule.IsForAnyone)
            return OfAnyone(deployment, rule);
        return rule.Principals.IsSmall
            ? rule.Principals.Members.SelectMany(member => OfPrincipal(deployment, rule, roster.NumberOf(member)))
            : OfMany(deployment, rule, everybody: false);
    }

    public IdentityRef IdentityOf(RuleSubject subject) => subject.Class ?? identities.Of(roster.Principals[subject.Principal])[subject.Credential];

    private IEnumerable<RuleCell> OfAnyone(DeploymentPolicy deployment, DeploymentRule rule)
    {
        var others = Others(deployment.AnyoneRules, rule);
        foreach (var identity in identities.Classes)
        {
            var standing = identities.StandingOf(identity).After;
            if (Cell(deployment, new RuleSubject(identity, 0, 0), identity.Kind, standing.IsRefused, standing.IsGovernedAsCi, identity.HasToken, others) is { } cell)
                yield return cell;
        }

        foreach (var cell in OfMany(deployment, rule, everybody: true))
            yield return cell;
    }

    /// <param name="everybody">All principals, rather than those whom the rule, a broad one, names.</param>
    private IEnumerable<RuleCell> OfMany(DeploymentPolicy deployment, DeploymentRule rule, bool everybody)
    {
        var narrow = deployment.Rules.Where(r => r.Principals.IsSmall).SelectMany(r => r.Principals.Members).Select(roster.NumberOf).ToHashSet();
        foreach (var cell in narrow.Where(n => everybody || rule.Principals.Contains(roster.Principals[n])).SelectMany(n => OfPrincipal(deployment, rule, n)))
            yield return cell;
        var index = deployment.BroadRules.IndexOf(rule);
        var broad = ClassesOf(deployment);
        for (var c = 0; c < broad.Classes.Length; c++)
        {
            if (!(everybody || broad.Classes[c].Chosen[index]) || broad.Members[c].Where(m => !narrow.Contains(m)).Cast<int?>().FirstOrDefault() is not { } example)
                continue;
            foreach (var cell in OfPrincipal(deployment, rule, example))
                yield return cell;
        }
    }

    private IEnumerable<RuleCell> OfPrincipal(DeploymentPolicy deployment, DeploymentRule rule, int principal)
    {
        var treatment = roster.Treatments[roster.TreatmentOf(principal)];
        var rules = DeploymentView.RulesFor(deployment, roster.Principals[principal]);
        for (var i = 0; i < treatment.Credentials.Count; i++)
        {
            // A credential that names nobody, such as a certificate that several share, meets only the rules for anyone.
            var credential = treatment.Credentials[i];
            if (!credential.IsNamed && !rule.IsForAnyone)
                continue;
            var subject = new RuleSubject(null, principal, i);
            var others = Others(credential.IsNamed ? rules : deployment.AnyoneRules, rule);
            if (Cell(deployment, subject, credential.Kind, credential.IsRefused, credential.IsGovernedAsCi, credential.HasToken, others) is { } cell)
                yield return cell;
        }
    }

    private static ImmutableArray<DeploymentRule> Others(ImmutableArray<DeploymentRule> rules, DeploymentRule rule) => [.. rules.Where(r => !ReferenceEquals(r, rule))];

    private static RuleCell? Cell(
        DeploymentPolicy deployment, RuleSubject subject, IdentityKind kind, bool isRefused, bool isGovernedAsCi, bool hasToken, ImmutableArray<DeploymentRule> others)
    {
        var regime = DeploymentView.DecidedRegimeOf(deployment, kind, isRefused, isGovernedAsCi);
        return regime == Regime.Closed ? null : new RuleCell(subject, regime, hasToken, DeploymentView.IsTcp(deployment), others);
    }

    private BroadClasses ClassesOf(DeploymentPolicy deployment)
    {
        var sets = deployment.BroadRules.Select(r => r.Principals).ToValueList();
        return classes.TryGetValue(sets, out var known) ? known : classes[sets] = new BroadClasses(roster, [.. sets]);
    }
}
