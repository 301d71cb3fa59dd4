using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Evaluation;

public sealed class EvaluatorPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_OnRandomPolicies_EqualsTheNaiveEvaluator() => Dice.Gen.Sample(
        dice =>
        {
            var document = PolicyGen.Document(dice, Now);
            var policy = PolicySet.Of(document);
            var naive = new NaiveEvaluator(document);
            var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
            for (var i = 0; i < 20; i++)
            {
                var request = RequestGen.Request(dice, document, Now.AddHours(dice.Below(5) - 2)).ToAccessRequest(verifier);
                var expected = naive.Decide(request);
                var actual = Evaluator.Decide(policy, request);
                Assert.Equal((expected.Reason, expected.Grant), (actual.Reason, actual.Grant?.Name));
                if (expected.Detail is not null)
                    Assert.Equal(expected.Detail, actual.Detail);
            }
        },
        iter: 1_000);

    [Fact]
    public void Generators_OverManyPolicies_ReachEveryReasonAndTokenDefect()
    {
        var reasons = new HashSet<DecisionReason>();
        var details = new HashSet<string?>();
        for (var seed = 0; seed < 300; seed++)
        {
            var dice = new Dice(seed);
            var document = PolicyGen.Document(dice, Now);
            var policy = PolicySet.Of(document);
            var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
            for (var i = 0; i < 40; i++)
            {
                var verdict = Evaluator.Decide(policy, RequestGen.Request(dice, document, Now).ToAccessRequest(verifier));
                reasons.Add(verdict.Reason);
                details.Add(verdict.Reason == DecisionReason.TokenInvalid ? verdict.Detail : null);
            }
        }

        Assert.Equal(Enum.GetValues<DecisionReason>().Except([DecisionReason.UnknownEnvironment, DecisionReason.RateLimited]), reasons.Order());
        Assert.Equal(Enum.GetValues<TokenDefect>().Select(d => d.Name()).Order(), details.OfType<string>().Order());
    }

    [Fact]
    public void Apply_OnRandomChanges_EqualsResolvingTheResultAnew() => Dice.Gen.Sample(
        dice =>
        {
            var policy = PolicySet.Of(PolicyGen.Document(dice, Now));
            var other = PolicyGen.Document(dice, Now);
            var upserts = other.Objects().Where(o => dice.Chance(o is Grant ? 50 : 5)).Where(o => IsClosed(o, policy, other)).ToValueList();
            var deletes = policy.Grants.Values.Where(_ => dice.Chance(20)).Select(g => g.Reference).ToValueList();
            var successor = policy.Apply(new PolicyPatch { Upserts = upserts, Deletes = deletes });
            var anew = PolicySet.Of(successor.ToDocument());
            foreach (var deployment in anew.Deployments)
            {
                var carried = successor.Find(deployment.Environment.Name, deployment.Service.Name)!;
                Assert.Equal(deployment.Rules.Select(Describe), carried.Rules.Select(Describe));
            }

            Assert.Equal(anew.Deployments.Count(), successor.Deployments.Count());
        },
        iter: 300);

    [Fact]
    public void Apply_OfOneGrant_KeepsTheInstancesOfDeploymentsItDoesNotTouch()
    {
        var policy = PolicySet.Of(PolicyGen.Document(new Dice(7), Now));
        var role = new Role { Name = "one", Permissions = [new Permission { Services = new Selector.Names(["api"]), Methods = MethodSet.Get, Paths = [PathTemplate.Everything] }] };
        policy = policy.Apply(new PolicyPatch { Upserts = [role] });
        var grant = new Grant
        {
            Name = "new-one",
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = new Selector.Names(["build"]) },
            Role = "one",
            Environments = [.. PolicyGen.EnvironmentNames],
        };
        var successor = policy.Apply(new PolicyPatch { Upserts = [grant] });
        Assert.All(policy.Deployments, before =>
        {
            var after = successor.Find(before.Environment.Name, before.Service.Name);
            Assert.Equal(before.Service.Name != "api", ReferenceEquals(before, after));
        });
    }

    /// <summary>Whether everything the object refers to stands in the policy it is put into.</summary>
    private static bool IsClosed(PolicyObject candidate, PolicySet policy, PolicyDocument source) => candidate switch
    {
        Grant grant => policy.Roles.ContainsKey(grant.Role),
        _ => source.Objects().Contains(candidate),
    };

    private static string Describe(DeploymentRule rule) =>
        $"{rule.Grant} {string.Join(',', rule.Principals.Members)} {string.Join(',', rule.Permissions)}";
}
