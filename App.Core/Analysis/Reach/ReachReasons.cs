using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>Why a principal comes as far as it does at a deployment.</summary>
/// <param name="Rules">All that name it or anyone, in force or not, in ordinal order.</param>
/// <param name="Credentials">What passes by each of its credentials.</param>
/// <param name="Example">A request that passes, where one is known; else one that a grant speaks of.</param>
public sealed record ReachReasons(
    Principal Principal, DeploymentPolicy Deployment, ReachCell Cell, ImmutableArray<RuleStanding> Rules, ImmutableArray<CredentialReach> Credentials, DecisionRequest? Example)
{
    internal static ReachReasons Of(PrincipalRoster roster, ReachJudge judge, ReachCell cell, Principal principal, DeploymentPolicy deployment, DateTimeOffset at)
    {
        ImmutableArray<RuleStanding> rules =
        [
            .. deployment.Rules.Where(r => r.IsForAnyone || r.Principals.Contains(principal)).Select(r => new RuleStanding(r, StateOf(r.Terms, at))),
        ];
        var inForce = rules.Where(r => r.State == RuleState.InForce).Select(r => r.Rule).ToArray();
        var identities = new IdentityRegister(roster.Directory, roster.Directory).Of(principal);
        var treatment = roster.Treatments[roster.TreatmentOf(roster.NumberOf(principal))];
        ImmutableArray<CredentialReach> credentials = [.. identities.Zip(treatment.Credentials).Select(x => Passing(judge, deployment, x.First, x.Second, inForce))];
        return new ReachReasons(principal, deployment, cell, rules, credentials, RequestExample.Of(principal, deployment, rules));
    }

    private static CredentialReach Passing(ReachJudge judge, DeploymentPolicy deployment, IdentityRef identity, Credential credential, DeploymentRule[] inForce)
    {
        var regime = ReachJudge.RegimeOf(deployment, credential);
        var terms = inForce.Where(r => r.IsForAnyone || credential.IsNamed).Select(r => r.Terms).ToArray();
        var passing = judge.Passing(regime, DeploymentView.IsTcp(deployment), credential.HasToken, terms);
        return new CredentialReach(identity, Note(deployment, credential, regime), AccessRegion.Of(passing));
    }

    private static string? Note(DeploymentPolicy deployment, Credential credential, Regime regime) => regime switch
    {
        Regime.Open when deployment.Deployment.Mode == Mode.Shadow => "the deployment is in shadow: everything passes, whatever is granted or denied",
        Regime.Open => "no engine stands before the deployment: everything passes, whatever is granted or denied",
        Regime.LeftAlone => "isolation of pipelines leaves this caller alone: everything passes that is not denied",
        Regime.Closed when credential.IsRefused => "this credential is refused: it is ambiguous, or verifies nowhere",
        Regime.Closed => "a TCP connection shows no token",
        Regime.Governed when !credential.IsNamed => "several pipelines share this SPIFFE ID: by itself it names none of them",
        Regime.Governed => null,
    };

    private static RuleState StateOf(RuleTerms terms, DateTimeOffset at) =>
        terms.IsValidAt(at) ? RuleState.InForce : terms.ValidFrom > at ? RuleState.Coming : RuleState.Ended;
}
