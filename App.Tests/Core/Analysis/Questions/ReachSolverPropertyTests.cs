using AccessConsole.Core.Analysis;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis.Questions;

public sealed class ReachSolverPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Answer_OnRandomPolicies_SaysYesWithARequestThatPasses_AndNoWhereNoneDoes() => Dice.Gen.Sample(
        dice =>
        {
            var policy = RandomPolicy.Of(dice, Now);
            var solver = new ReachSolver(policy, Now);
            foreach (var deployment in policy.Deployments)
            {
                var question = Question(dice, deployment);
                foreach (var principal in policy.Principals.All)
                {
                    var answer = solver.Answer(question with { Principals = Selecting(principal) });
                    var pair = Assert.Single(answer.Found);
                    Assert.Equal((1, answer.CanReach ? 1 : 0), (answer.Pairs, answer.Reaching));
                    if (answer.CanReach)
                        AssertPasses(policy, question, pair);
                    else
                        AssertNever(dice, policy, question, principal, pair);
                }
            }
        },
        iter: 150);

    [Fact]
    public void Answer_OfManyAtOnce_CountsThoseWhoReachOneByOne() => Dice.Gen.Sample(
        dice =>
        {
            var policy = RandomPolicy.Of(dice, Now);
            var solver = new ReachSolver(policy, Now);
            var everybody = new PrincipalSelector { Pipelines = Selector.Everything, Workloads = Selector.Everything };
            var answer = solver.Answer(new ReachQuestion { Principals = everybody, Services = Selector.Everything });
            var single = policy.Principals.All.Sum(p => policy.Deployments.Count(d => solver.Answer(
                new ReachQuestion { Principals = Selecting(p), Services = new Selector.Names([d.Service.Name]), Environment = d.Environment.Name }).CanReach));
            Assert.Equal(single, answer.Reaching);
            Assert.Equal(policy.Principals.All.Length * policy.Deployments.Count(), answer.Pairs);
        },
        iter: 60);

    private static ReachQuestion Question(Dice dice, DeploymentPolicy deployment)
    {
        var all = new ReachQuestion { Principals = new PrincipalSelector(), Services = new Selector.Names([deployment.Service.Name]), Environment = deployment.Environment.Name };
        return dice.Below(3) switch
        {
            0 => all,
            1 => all with { Methods = MethodSet.Of(dice.Some(MethodSet.KnownNames)) },
            _ => all with { Path = PathTemplate.Parse(dice.One("/a", "/a/**", "/{*}/b", "/admin/x", "/", "/**")), Methods = MethodSet.Of(dice.Some(MethodSet.KnownNames)) },
        };
    }

    private static PrincipalSelector Selecting(Principal principal) => principal.Pipeline is not null
        ? new PrincipalSelector { Pipelines = new Selector.Names([principal.Name]) }
        : new PrincipalSelector { Workloads = new Selector.Names([principal.Name]) };

    private static void AssertPasses(PolicySet policy, ReachQuestion question, ReachPair pair)
    {
        var outcome = RequestOutcome.Of(policy, pair.Witness.Request);
        Claim.Holds(outcome.Passes, $"{pair.Principal} at {pair.Service} in {pair.Environment} is said to reach: {pair.Witness}");
        if (question.Path is { } path)
            Assert.True(path.Matches(pair.Witness.Request.Path) && question.Methods.Contains(MethodSet.Of(pair.Witness.Request.Method)));
        var grant = pair.Witness.Decision.Grant;
        Assert.True(pair.Ways[0].Note is not null || (grant is not null && pair.Ways.Any(w => w.Grants.Contains(grant))));
    }

    private static void AssertNever(Dice dice, PolicySet policy, ReachQuestion question, Principal principal, ReachPair pair)
    {
        Assert.NotEmpty(pair.Obstacles);
        Assert.False(RequestOutcome.Of(policy, pair.Witness.Request).Passes);
        foreach (var identity in AccessOracle.Identities(policy).Where(i => i.Kind == IdentityKind.NoCredential || (i.Principal == principal.Reference && !IsStranger(i))))
        {
            for (var i = 0; i < 25; i++)
            {
                var asked = AccessOracle.Question(dice, Now);
                if (question.Path?.Matches(asked.Path) == false || !(MethodSet.Of(asked.Method) is var method && (question.Methods == MethodSet.All || (!method.IsEmpty && question.Methods.Contains(method)))))
                    continue;
                Claim.Holds(
                    !(AccessOracle.Passes(policy, identity, pair.Environment, pair.Service, asked) && IsOf(policy, identity, principal, asked)),
                    $"{identity} at {pair.Service} in {pair.Environment} is said never to reach: {asked.Method} {asked.Path} {string.Join(' ', asked.Claims)} {asked.Time:O}");
            }
        }
    }

    /// <summary>The oracle makes strangers of everybody's first principal.</summary>
    private static bool IsStranger(IdentityRef identity) => identity.ToString().Contains("stranger", StringComparison.Ordinal);

    /// <summary>Whether the token names the principal and nobody else, whatever claims it holds besides.</summary>
    private static bool IsOf(PolicySet policy, IdentityRef identity, Principal principal, Question asked) =>
        !identity.HasToken || policy.Principals.All.Where(p => p.Workload?.Provider is not null && p != principal)
            .All(w => w.Workload!.Claims.Any(c => (asked.Claims.TryGetValue(c.Key, out var value) ? value.Text : identity.Claims.GetValueOrDefault(c.Key)) != c.Value));
}
