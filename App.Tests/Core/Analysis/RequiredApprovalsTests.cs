using System.Collections.Immutable;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;

namespace AccessConsole.Tests.Core.Analysis;

public sealed class RequiredApprovalsTests
{
    [Fact]
    public void For_AGrantInOneEnvironment_AsksThatEnvironmentOnly() =>
        Assert.Equal([KeyValuePair.Create("production", 2)], Required(Bare, WithGrant));

    [Fact]
    public void For_ADraftThatLowersItsOwnApprovals_AsksTheBases()
    {
        var lowered = WithGrant.With(WithGrant.Environments["production"] with { Approvals = 0 });
        Assert.Equal([KeyValuePair.Create("production", 2)], Required(Bare, lowered));
    }

    [Fact]
    public void For_ADraftThatRaisesApprovals_AsksTheDrafts()
    {
        var raised = Bare.With(Bare.Environments["staging"] with { Approvals = 3 });
        Assert.Equal([KeyValuePair.Create("staging", 3)], Required(Bare, raised));
    }

    [Fact]
    public void For_ATestThatGoesOrWeakens_AsksItsEnvironment()
    {
        var tested = Bare.With(FeatureBranches);
        Assert.Empty(Required(Bare, tested));
        Assert.Equal([KeyValuePair.Create("production", 2)], Required(tested, Bare));
        Assert.Equal([KeyValuePair.Create("production", 2)], Required(tested, tested.With(FeatureBranches with { Given = FeatureBranches.Given with { Environment = "staging" } })).Where(e => e.Key == "production"));
    }

    [Fact]
    public void For_AnEnvironmentThatGoes_AsksTheBases()
    {
        var without = Bare.Apply(new PolicyPatch
        {
            Upserts = [.. Bare.Services.Values.Select(s => s with { Deployments = [.. s.Deployments.Where(d => d.Environment == "staging")] })],
            Deletes = [new PolicyReference(PolicyKind.Environment, "production")],
        });
        Assert.Equal(2, Required(Bare, without)["production"]);
    }

    [Fact]
    public void For_AServiceThatLeadsToAnotherEnvironmentsMachines_AsksThatEnvironmentToo()
    {
        var led = Bare.WithDeployment("search", "production", d => d with { Upstream = "https://10.0.7.7:8443" });
        var aliased = led.WithDeployment("payments-api", "staging", d => d with { Upstream = "http://10.0.7.7:8443" });
        Assert.Equal([KeyValuePair.Create("production", 2), KeyValuePair.Create("staging", 0)], Required(led, aliased));
        var elsewhere = led.WithDeployment("payments-api", "staging", d => d with { Upstream = "http://10.0.7.8:8443" });
        Assert.Equal([KeyValuePair.Create("staging", 0)], Required(led, elsewhere));
    }

    private static ImmutableSortedDictionary<string, int> Required(PolicySet before, PolicySet after)
    {
        var patch = PolicyDiffPatch.Between(before.Objects, after.ToDocument(), Guid.NewGuid);
        return RequiredApprovals.For(before, after, patch, AccessDiff.Between(before, after, Now), ConfigurationDiff.Between(before, after));
    }
}
