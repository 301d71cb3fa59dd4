using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Resolution;

public sealed class RuleTermsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rules_WithEqualTerms_ShareOneInstance() => Assert.All(Policies(), policy =>
        Assert.Equal(Rules(policy).Select(r => r.Terms).Distinct().Count(), Instances(policy)));

    [Fact]
    public void Apply_OfAGrantLikeAnother_SharesItsTerms() => Assert.All(Policies().Where(p => !p.Grants.IsEmpty), policy =>
    {
        var copies = policy.Grants.Values.Select(g => Copy(g) with { Name = $"{g.Name}-too" });
        var successor = policy.Apply(new PolicyPatch { Upserts = [.. copies] });
        Assert.Equal(Instances(policy), Instances(successor));
    });

    private static IEnumerable<PolicySet> Policies() => Enumerable.Range(0, 20).Select(seed => PolicySet.Of(PolicyGen.Document(new Dice(seed), Now)));

    private static IEnumerable<DeploymentRule> Rules(PolicySet policy) => policy.Deployments.SelectMany(d => d.Rules).Where(r => policy.Grants.ContainsKey(r.Grant.Name));

    private static int Instances(PolicySet policy) => Rules(policy).Select(r => r.Terms).Distinct(ReferenceEqualityComparer.Instance).Count();

    /// <summary>Equal to the grant, but no instance of it.</summary>
    private static Grant Copy(Grant grant) => grant with { Id = null, When = grant.When with { Branches = [.. grant.When.Branches] } };
}
