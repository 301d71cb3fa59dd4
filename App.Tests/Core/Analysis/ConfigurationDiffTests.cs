using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;

namespace AccessConsole.Tests.Core.Analysis;

public sealed class ConfigurationDiffTests
{
    [Fact]
    public void Between_OnRandomPolicies_IsEmptyExactlyIfTheyAreTheSame() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(PolicyGen.Document(dice, Now));
            var after = PolicyMutation.Mutate(dice, before, Now);
            Assert.Equal(before.ToDocument() == after.ToDocument(), ConfigurationDiff.Between(before, after).IsEmpty);
            Assert.Equal(ConfigurationDiff.Between(before, after).Sentences, ConfigurationDiff.Between(before, PolicySet.Of(after.ToDocument())).Sentences);
        },
        iter: 200);

    [Fact]
    public void Between_WithThePatch_IsTheSameAsWithout() => Dice.Gen.Sample(
        dice =>
        {
            var before = PolicySet.Of(WithIds(PolicyGen.Document(dice, Now)));
            var patch = PolicyDiffPatch.Between(before, PolicyMutation.Mutate(dice, before, Now).ToDocument(), () => new Guid(dice.Below(1 << 30), 1, 1, new byte[8]));
            var after = before.Apply(patch);
            Assert.Equal(ConfigurationDiff.Between(before, after).Sentences, ConfigurationDiff.Between(before, after, patch).Sentences);
        },
        iter: 200);

    [Fact]
    public void Between_AModeThatChanges_NamesTheMemberItsDefaultAndTheEnvironment() =>
        AssertOne("service `payments-api`: deployments.production.mode changes from `enforce` to `shadow`", ["production"],
            WithGrant.WithDeployment("payments-api", "production", d => d with { Mode = Mode.Shadow }));

    [Fact]
    public void Between_AHopThatGoes_IsListed() =>
        AssertOne("service `payments-api`: deployments.staging.hops is no longer `nginx`", ["staging"],
            WithGrant.WithDeployment("payments-api", "staging", d => d with { Hops = [] }));

    [Fact]
    public void Between_AProvidersAudience_TouchesTheEnvironmentsOfItsPipelines()
    {
        var provider = WithGrant.Providers["buildkite"];
        AssertOne("identity provider `buildkite`: oidc.audience changes from `https://access.acme.example` to `https://other.example`", ["production"],
            WithGrant.With(provider with { Oidc = provider.Oidc! with { Audience = "https://other.example" } }));
    }

    [Fact]
    public void Between_ATrustBundle_TouchesTheEnvironmentsThatIsolatePipelines()
    {
        var mesh = WithGrant.Providers["mesh"];
        AssertOne("identity provider `mesh`: spiffe.trustBundle is set to `PEM`", ["production"],
            WithGrant.With(mesh with { Spiffe = mesh.Spiffe! with { TrustBundle = "PEM" } }));
    }

    [Fact]
    public void Between_ARename_MatchesById()
    {
        var pipeline = WithGrant.Pipelines["team-01"];
        AssertOne("pipeline `alpha` was called `team-01`", [], WithGrant.With(pipeline with { Name = "alpha" }));
    }

    [Fact]
    public void Between_TestsAddedChangedAndRemoved_TouchTheirEnvironmentUnlessAdded()
    {
        var tested = WithGrant.With(FeatureBranches);
        AssertOne("test `feature branches never migrate` is added", [], tested);
        AssertOne("test `feature branches never migrate`: expect changes from `deny` to `allow`", ["production"], tested.With(FeatureBranches with { Expect = Effect.Allow }), tested);
        AssertOne("test `feature branches never migrate` is removed", ["production"], WithGrant, tested);
    }

    [Fact]
    public void Between_AReason_TouchesNoEnvironment() =>
        AssertOne("grant `payments-deploy-migrates`: reason is set to `PAY-1`", [], WithGrant.With(Migrates with { Reason = "PAY-1" }));

    private static PolicyDocument WithIds(PolicyDocument document) =>
        PolicyDocument.Of(document.Objects().Select((o, i) => o.Id is null ? o with { Id = new Guid(i, 0, 0, new byte[8]) } : o));

    private static void AssertOne(string sentence, string[] environments, PolicySet after, PolicySet? before = null)
    {
        var change = Assert.Single(ConfigurationDiff.Between(before ?? WithGrant, after).Changes);
        Assert.Equal(sentence, change.Sentence);
        Assert.Equal(environments, change.Environments);
    }
}
