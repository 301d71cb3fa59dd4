using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class GrantInspectorPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Inspect_OnRandomPolicies_CallsAGrantRedundantExactlyIfNoDecisionChangesWithoutIt() => Dice.Gen.Sample(
        dice =>
        {
            var policy = RandomPolicy.Of(dice, Now);
            var inspector = new GrantInspector(policy, Now);
            foreach (var grant in policy.Grants.Values)
            {
                var report = inspector.Inspect(grant);
                var without = Without(policy, [grant.Name]);
                if (report.IsRedundant)
                    AssertSame(dice, policy, without, report);
                else
                    Assert.NotEqual(report.Proof!.With.Decision.Effect, report.Proof.Without.Effect);
            }
        },
        iter: 250);

    [Fact]
    public void Inspect_ProvesEachStatusByARequest() => Dice.Gen.Sample(
        dice =>
        {
            var policy = RandomPolicy.Of(dice, Now);
            var inspector = new GrantInspector(policy, Now);
            foreach (var report in policy.Grants.Values.Select(inspector.Inspect).Where(r => r.Proof is not null))
            {
                var (with, without) = (report.Proof!.With.Decision, report.Proof.Without);
                var isAllow = report.Grant.Effect == Effect.Allow;
                Claim.Holds(
                    report.Status switch
                    {
                        GrantStatus.Needed => with.IsAllowed == isAllow && without.IsAllowed != isAllow,
                        GrantStatus.Covered or GrantStatus.CoveredTogether => with.IsAllowed == isAllow && without.IsAllowed == isAllow,
                        GrantStatus.Denied or GrantStatus.CoveredOrDenied or GrantStatus.Guard => !with.IsAllowed && !without.IsAllowed,
                        GrantStatus.Idle => with.IsAllowed == without.IsAllowed,
                        GrantStatus.Ended or GrantStatus.MatchesNobody => false,
                    },
                    $"{report.Grant.Name} {report.Status}: {with} and without {without}, {report.Proof.With.Request}");
            }
        },
        iter: 250);

    [Fact]
    public void Inspect_OfACoveredGrant_NamesGrantsThatEachDoWithoutIt() => Dice.Gen.Sample(
        dice =>
        {
            var policy = RandomPolicy.Of(dice, Now);
            var inspector = new GrantInspector(policy, Now);
            foreach (var report in policy.Grants.Values.Select(inspector.Inspect).Where(r => r.Status == GrantStatus.Covered))
            {
                foreach (var by in report.CoveredBy.Where(policy.Grants.ContainsKey))
                {
                    var others = policy.Grants.Values.Where(g => g.Effect == report.Grant.Effect && g.Name != by && g.Name != report.Grant.Name).Select(g => g.Name);
                    var two = Without(policy, others);
                    AssertSame(dice, two, Without(two, [report.Grant.Name]), report);
                }
            }
        },
        iter: 250);

    [Fact]
    public void Inspect_OfABroaderGrant_ShowsARequestThatOnlyItSpeaksOf() => Dice.Gen.Sample(
        dice =>
        {
            var policy = RandomPolicy.Of(dice, Now);
            var inspector = new GrantInspector(policy, Now);
            foreach (var report in policy.Grants.Values.Select(inspector.Inspect))
            {
                foreach (var narrower in report.Covers)
                {
                    var decision = Witness.Decide(Alone(policy, report.Grant), narrower.Beyond.Request);
                    Claim.Holds(decision.Grant == report.Grant.Name || (report.Grant.Effect == Effect.Deny && decision.Reason is DecisionReason.MethodUnknown or DecisionReason.UnknownPrincipal), $"{report.Grant.Name} is not what decides {narrower.Beyond.Request}: {decision}");
                    Assert.NotEqual(narrower.Grant, Witness.Decide(Alone(policy, policy.Grants[narrower.Grant]), narrower.Beyond.Request).Grant);
                    Assert.Contains(report.Grant.Name, inspector.Inspect(policy.Grants[narrower.Grant]).CoveredBy);
                }
            }
        },
        iter: 250);

    [Fact]
    public void Atlas_AfterRandomChanges_SaysWhatItWouldSayAnew() => Dice.Gen.Sample(
        dice =>
        {
            var atlas = new GrantAtlas();
            var policy = RandomPolicy.Of(dice, Now);
            var now = Now;
            for (var i = 0; i < 4; i++)
            {
                var audit = atlas.Of(policy, now);
                var anew = new GrantAtlas().Of(policy, now);
                Assert.Equal(anew.Redundant, audit.Redundant);
                Assert.All(Enum.GetValues<GrantStatus>(), status => Assert.Equal(anew.Count(status), audit.Count(status)));
                var inspector = new GrantInspector(policy, now);
                Assert.All(policy.Grants.Values, g => Assert.Equal(inspector.Inspect(g).Status, audit.Redundant.GetValueOrDefault(g.Name)?.Status ?? GrantStatus.Needed));
                policy = PolicyMutation.Mutate(dice, policy, Now);
                now = now.AddMinutes(dice.Below(90));
            }
        },
        iter: 120);

    [Fact]
    public void RandomPolicies_HoldGrantsOfEveryStatus()
    {
        var seen = Enumerable.Range(0, 400).SelectMany(seed =>
        {
            var policy = RandomPolicy.Of(new Dice(seed), Now);
            var inspector = new GrantInspector(policy, Now);
            return policy.Grants.Values.Select(g => inspector.Inspect(g).Status);
        });
        Assert.Equal(Enum.GetValues<GrantStatus>(), seen.Distinct().Order());
    }

    private static PolicySet Alone(PolicySet policy, Grant grant)
    {
        var document = policy.ToDocument();
        return PolicySet.Of(document with
        {
            Grants = [grant],
            Services = [.. document.Services.Select(s => s with { Deployments = [.. s.Deployments.Select(d => d with { Probes = [], Cors = false })] })],
        });
    }

    private static PolicySet Without(PolicySet policy, IEnumerable<string> grants) =>
        policy.Apply(new PolicyPatch { Deletes = grants.Select(name => new PolicyReference(PolicyKind.Grant, name)).ToValueList() });

    private static void AssertSame(Dice dice, PolicySet policy, PolicySet without, GrantReport report)
    {
        foreach (var identity in AccessOracle.Identities(policy))
        {
            foreach (var deployment in policy.Deployments)
            {
                for (var i = 0; i < 12; i++)
                {
                    var question = AccessOracle.Question(dice, Now);
                    var (with, less) = (Allows(policy), Allows(without));
                    Claim.Holds(with == less, $"{report.Grant.Name} is called {report.Status} by {string.Join(", ", report.CoveredBy)}, but {identity} at {deployment}: {question.Method} {question.Path} {string.Join(' ', question.Claims)} {question.Time:O}");

                    bool Allows(PolicySet asked) => AccessOracle.Allows(asked, identity, deployment.Environment.Name, deployment.Service.Name, question);
                }
            }
        }
    }
}
