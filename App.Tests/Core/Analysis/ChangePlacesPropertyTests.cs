using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Analysis;

public sealed class ChangePlacesPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Scopes = ["production", "staging", "team=payments", "team=web", "production,team=payments", "staging,team=web"];

    [Fact]
    public void Change_ThatAScopeCovers_LeavesEveryDeploymentBesideTheScopeAsItIs()
    {
        var covered = 0;
        Dice.Gen.Sample(
            dice =>
            {
                var (before, after, places) = Change(dice);
                var scope = RoleScope.Parse(dice.One(Scopes));
                if (!places.All(touched => scope.Covers(touched.Place)))
                    return;
                Interlocked.Increment(ref covered);
                foreach (var deployment in before.Deployments.Concat(after.Deployments))
                {
                    var (was, becomes) = (Find(before, deployment), Find(after, deployment));
                    if (was is null || becomes is null || !IsSame(was, becomes))
                        Claim.Holds(scope.Covers(new Place(deployment.Environment.Name, deployment.Service.Labels)), $"{scope} changes {deployment}");
                }
            },
            iter: 2000);
        Assert.True(covered > 100, $"only {covered} changes were within their scope");
    }

    [Fact]
    public void Change_HasAPlace_InEveryEnvironmentOfItsEffect() => Dice.Gen.Sample(
        dice =>
        {
            var (before, after, places) = Change(dice);
            var access = AccessDiff.Between(before, after, Now);
            var effect = access.Environments.Union(ConfigurationDiff.Between(before, after).Environments);
            Assert.Subset(places.Select(touched => touched.Place.Environment).OfType<string>().ToHashSet(), effect.ToHashSet());
        },
        iter: 300);

    private static (PolicySet Before, PolicySet After, IReadOnlyList<ChangePlace> Places) Change(Dice dice)
    {
        var before = PolicySet.Of(PolicyMutation.Mutate(dice, PolicyGen.Document(dice, Now)));
        var wanted = dice.Chance(70) ? Small(dice, before) : PolicyMutation.Mutate(dice, before, Now);
        var ids = 0;
        var patch = PolicyDiffPatch.Between(before.Objects, wanted.ToDocument(), () => new Guid(++ids, 0, 0, new byte[8]));
        var after = before.Apply(patch);
        return (before, after, ChangePlaces.Of(before, after, patch, AccessDiff.Between(before, after, Now), ConfigurationDiff.Between(before, after, patch)));
    }

    /// <summary>What an owner would do: one service's deployment or label, or one grant.</summary>
    private static PolicySet Small(Dice dice, PolicySet policy)
    {
        var service = policy.Services.Values.ElementAt(dice.Below(policy.Services.Count));
        if (dice.Chance(20))
            return policy.With(service with { Labels = new ValueMap([new("team", dice.One("payments", "web"))]) });
        if (policy.Grants.Count > 0 && dice.Chance(60))
        {
            var grant = policy.Grants.Values.ElementAt(dice.Below(policy.Grants.Count));
            return dice.Chance(40)
                ? policy.Apply(new PolicyPatch { Deletes = [grant.Reference] })
                : policy.With(grant with { Effect = dice.One(Effect.Allow, Effect.Deny), Environments = dice.Some(PolicyGen.EnvironmentNames).ToValueList() });
        }

        return policy.With(service with { Deployments = [.. service.Deployments.Select(d => dice.Chance(50) ? d with { Cors = !d.Cors } : d)] });
    }

    /// <summary>Whether all is the same that bears on this deployment, of whatever else its service is deployed to.</summary>
    private static bool IsSame(DeploymentPolicy was, DeploymentPolicy becomes) =>
        was.Environment == becomes.Environment && was.Deployment == becomes.Deployment && was.Service.Labels.Equals(becomes.Service.Labels)
        && was.Rules.Length == becomes.Rules.Length && was.Rules.Zip(becomes.Rules).All(pair => pair.First.MeansTheSameAs(pair.Second));

    private static DeploymentPolicy? Find(PolicySet policy, DeploymentPolicy deployment) => policy.Find(deployment.Environment.Name, deployment.Service.Name);
}
