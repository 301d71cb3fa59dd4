using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;
using Xunit;
using static AccessConsole.Tests.Core.Analysis.PolicyScene;
using static AccessConsole.Tests.Core.Analysis.ScopedPolicy;

namespace AccessConsole.Tests.Core.Analysis;

/// <summary>Which places a change touches: what an owner of one team's services may change, and every way around it.</summary>
public sealed class ChangePlacesTests
{
    private const string PaymentsInProduction = "services with data=cardholder, team=payments in `production`";
    private const string ShopInProduction = "services with team=shop in `production`";
    private const string ShopInStaging = "services with team=shop in `staging`";

    [Fact]
    public void Grant_OfTheOwnRole_LiesAtItsServices()
    {
        Assert.Equal([PaymentsInProduction], PlacesOf(Upsert(Policy.Grants["pays"] with { When = new Conditions { Branches = [Pattern.Parse("main")] } })));
        Assert.Equal(
            [PaymentsInProduction, "services with team=payments in `production`"],
            PlacesOf(Upsert(Policy.Grants["teams"] with { When = new Conditions { Branches = [Pattern.Parse("main")] } })));
    }

    [Fact]
    public void Grant_MovedBetweenEnvironmentsAndRoles_LiesInAllOfThem()
    {
        var moved = Upsert(Policy.Grants["pays"] with { Environments = ["staging"], Role = "shop" });
        Assert.Superset(
            new HashSet<string> { PaymentsInProduction, "services with data=cardholder, team=payments in `staging`", ShopInProduction, ShopInStaging },
            PlacesOf(moved).ToHashSet());
    }

    [Theory]
    [InlineData(Effect.Allow)]
    [InlineData(Effect.Deny)]
    public void Grant_OfARoleThatReachesAll_IsOutsideEveryLabel(Effect effect)
    {
        var grant = Policy.Grants["pays"] with { Name = "new", Id = null, Role = "every", Effect = effect };
        AssertOutside("team=payments", Upsert(grant), "every service in `production`", grant.Reference);
    }

    [Fact]
    public void Grant_OfARoleThatChoosesByLabels_CountsAsTheLabelsThatItNames()
    {
        // Today only a payments service has the label; the selector does not say so.
        var grant = Policy.Grants["card"] with { When = Conditions.None };
        AssertOutside("team=payments", Upsert(grant), "services with data=cardholder in `staging`", grant.Reference);
        AssertInside("data=cardholder", Upsert(grant));
        AssertInside("team=payments", Upsert(Policy.Grants["teams"] with { Effect = Effect.Deny }));
    }

    [Fact]
    public void Grant_DeletedOrRenamed_LiesWhereItWas()
    {
        AssertOutside("team=payments", Deletes(Policy.Grants["shops"].Reference), ShopInProduction, Policy.Grants["shops"].Reference);
        AssertInside("team=payments", Deletes(Policy.Grants["pays"].Reference));
        var renamed = Policy.Grants["shops"] with { Name = "mine" };
        AssertOutside("team=payments", Upsert(renamed), ShopInProduction, renamed.Reference);
    }

    [Fact]
    public void Grant_ThatTakesAnothersIdOrName_TouchesThatOne()
    {
        var byId = Policy.Grants["pays"] with { Name = "harmless", Id = Policy.Grants["shops"].Id };
        AssertOutside("team=payments", Upsert(byId), ShopInProduction, byId.Reference);
        var byName = Policy.Grants["pays"] with { Name = "shops", Id = null };
        AssertOutside("team=payments", Upsert(byName), ShopInProduction, byName.Reference);
    }

    [Fact]
    public void Words_ThatTakeEffectNowhere_LieWhereTheirObjectDoes()
    {
        var shops = Upsert(Policy.Grants["shops"] with { Reason = "rewritten" });
        var pays = Upsert(Policy.Grants["pays"] with { Reason = "rewritten" });
        Assert.Empty(Review(shops).RequiredApprovals);
        AssertOutside("team=payments", shops, ShopInProduction, Policy.Grants["shops"].Reference);
        AssertOutside("staging", pays, PaymentsInProduction, Policy.Grants["pays"].Reference);
        AssertInside("team=payments", pays);
        AssertInside("production", pays);
    }

    [Fact]
    public void Role_LiesAtWhatItChoosesBeforeAndAfter()
    {
        var role = Policy.Roles["pay"];
        AssertInside("team=payments", Upsert(Paths(role, "/new/**")));
        AssertOutside("team=payments", Upsert(Chooses(role, new Selector.Names(["payments-api", "shop-web"]))), ShopInProduction, role.Reference);
        AssertOutside("team=payments", Upsert(Chooses(role, Selector.Everything)), "every service in `production`", role.Reference);
        AssertOutside("team=payments", Upsert(Chooses(role, new Selector.Labels(Labels(("data", "cardholder"))))), "services with data=cardholder in `production`", role.Reference);
        AssertInside("team=payments", Upsert(Chooses(role, new Selector.Labels(Labels(("data", "cardholder"), ("team", "payments"))))));

        // What it chose before counts, though nothing of it is left.
        var both = Policy.Roles["both"];
        AssertOutside("team=payments", Upsert(Chooses(both, new Selector.Names(["payments-api"]))), ShopInStaging, both.Reference);
        AssertOutside("team=payments", Upsert(Paths(Policy.Roles["every"], "/g")), "every service in `staging`", Policy.Roles["every"].Reference);
    }

    [Fact]
    public void Role_ThatNoGrantUses_LiesInNoEnvironment()
    {
        var unused = Upsert(Paths(Policy.Roles["unused"], "/new/**"));
        Assert.Equal(["services with data=cardholder, team=payments, outside every environment"], PlacesOf(unused));
        AssertInside("team=payments", unused);
        AssertOutside("staging", unused, "services with data=cardholder, team=payments, outside every environment", Policy.Roles["unused"].Reference);
    }

    [Fact]
    public void Service_OfAnotherTeam_CannotBeRelabelledIntoTheScope()
    {
        var taken = Shop with { Labels = Labels(("team", "payments")) };
        AssertOutside("team=payments", Upsert(taken), ShopInProduction, taken.Reference);
        AssertOutside("team=payments", Upsert(taken with { Id = null }), ShopInProduction, taken.Reference);
        // Taken in and changed in one draft: each of the places counts.
        var withGrant = Upsert(taken, Policy.Grants["shops"] with { When = new Conditions { Branches = [Pattern.Parse("x")] } });
        AssertOutside("team=payments", withGrant, ShopInProduction, Policy.Services["shop-web"].Reference);
        // Nor may an owner give away what then somebody else would answer for.
        var given = Payments with { Labels = Labels(("team", "shop")) };
        AssertOutside("team=payments", Upsert(given), ShopInProduction, given.Reference);
    }

    [Fact]
    public void Service_ThatTakesAnothersPlace_TouchesThatOne()
    {
        var byId = Shop with { Name = "mine", Labels = Payments.Labels };
        AssertOutside("team=payments", Upsert([byId, .. NamersOfShop(byId.Name)]), ShopInProduction, null);
        var byHosts = byId with { Name = "own", Id = null };
        AssertOutside("team=payments", Upsert([byHosts, .. NamersOfShop(byHosts.Name)]) with { Deletes = [Shop.Reference] }, ShopInProduction, null);
    }

    [Fact]
    public void Service_OfTheOwnTeam_IsTheOwners()
    {
        AssertInside("team=payments", Upsert(Payments with { Labels = Labels(("team", "payments"), ("tier", "one")) }));
        AssertInside("team=payments", Upsert(Redeployed(Payments, "production", d => d with { Mode = Mode.Shadow })));
        Assert.DoesNotContain(PlacesOf(Upsert(Redeployed(Payments, "staging", d => d with { Mode = Mode.Shadow }))), place => place.Contains("production", StringComparison.Ordinal));
        AssertInside("team=payments", Upsert(Payments with { Name = "new", Id = null, Deployments = [] }));
        AssertOutside("team=payments", Upsert(Payments with { Name = "new", Id = null, Deployments = [], Labels = ValueMap.Empty }), "services without labels, outside every environment", null);
    }

    [Fact]
    public void Service_WithoutItsId_LiesWhereItIsChanged() =>
        AssertInside("staging", Upsert(Redeployed(Payments with { Id = null }, "staging", d => d with { Mode = Mode.Shadow })));

    [Theory]
    [InlineData("upstream", ShopInProduction)]
    [InlineData("staging upstream", ShopInStaging)]
    [InlineData("spiffe", ShopInProduction)]
    [InlineData("namespace", ShopInProduction)]
    public void Service_ThatTakesAnothersAddress_TouchesThatOne(string address, string place)
    {
        var shop = Shop.In("production")!;
        var taker = Redeployed(Payments, "production", d => address switch
        {
            "upstream" => d with { Upstream = "http://10.0.4.22:8443" },
            "staging upstream" => d with { Upstream = Shop.In("staging")!.Upstream },
            "spiffe" => d with { SpiffeId = shop.SpiffeId },
            _ => d with { Kubernetes = new KubernetesWorkload { Namespace = "shop", Selector = Labels(("tier", "any")), Port = 8443 } },
        });
        AssertOutside("team=payments", Upsert(taker), place, taker.Reference);
        AssertInside("team=payments", Upsert(Redeployed(Payments, "production", d => d with { Upstream = "https://10.0.4.99:8443" })));
    }

    [Fact]
    public void Service_WhoseAddressAnotherGivesUp_TouchesThatOne()
    {
        var freed = Redeployed(Shop, "production", d => d with { Consul = null });
        var taker = Redeployed(Payments, "production", d => d with { Consul = new ConsulService { Service = "shop" } });
        var places = Review(Upsert(freed, taker)).Places;
        Assert.Contains(places, at => at.Place.ToString() == ShopInProduction);
    }

    [Fact]
    public void Test_LiesAtItsService_ThoughItTakesNothingFromAnybody()
    {
        var test = Policy.Tests["pays are watched"];
        AssertInside("team=payments", Upsert(test with { Name = "one more", Id = null }));
        AssertInside("production", Upsert(test with { Name = "one more", Id = null }));
        AssertOutside("staging", Upsert(test with { Name = "one more", Id = null }), PaymentsInProduction, null);
        AssertInside("team=payments", Deletes(test.Reference));
        var shops = Policy.Tests["shops are watched"];
        AssertOutside("team=payments", Deletes(shops.Reference), ShopInProduction, shops.Reference);
        AssertOutside("team=payments", Upsert(shops with { Given = test.Given }), ShopInProduction, shops.Reference);
        AssertOutside("team=payments", Upsert(shops with { Name = "renamed" }), ShopInProduction, null);
    }

    [Fact]
    public void WhatIsNoServices_IsOutsideEveryLabel()
    {
        var pipeline = Policy.Pipelines["deploy"] with { Labels = Labels(("team", "payments")) };
        AssertOutside("team=payments", Upsert(pipeline), "every service in `production`", pipeline.Reference);
        var environment = Policy.Environments["staging"] with { Approvals = 0 };
        AssertOutside("team=payments", Upsert(environment), "every service in `staging`", environment.Reference);
        AssertInside("staging", Upsert(environment));
        var provider = Policy.Providers["ci"];
        var renewed = provider with { Oidc = provider.Oidc! with { MaxTokenLifetime = TimeSpan.FromMinutes(5) } };
        AssertOutside("team=payments", Upsert(renewed), "every service in `production`", provider.Reference);
        AssertOutside("staging", Upsert(renewed), "every service in `production`", provider.Reference);
        var workload = new Workload { Name = "report", Provider = "ci", Claims = Labels(("sub", "report")) };
        AssertOutside("team=payments", Upsert(workload), "the policy as a whole", workload.Reference);
    }

    [Fact]
    public void WhatLiesInNoEnvironment_IsOutsideEveryEnvironment()
    {
        var idle = Policy.Pipelines["idle"] with { Labels = Labels(("team", "payments")) };
        AssertOutside("staging", Upsert(idle), "the policy as a whole", idle.Reference);
        AssertOutside("production,staging", Upsert(idle), "the policy as a whole", idle.Reference);
        Assert.Empty(Review(Upsert(idle)).RequiredApprovals);
    }

    [Fact]
    public void Change_OfNothing_TouchesThePolicyAsAWhole() =>
        AssertOutside("team=payments", Upsert(Policy.Grants["pays"]), "the policy as a whole", Policy.Grants["pays"].Reference);

    [Fact]
    public void Change_WithoutAnything_HasNoPlaces() => Assert.Empty(Review(PolicyPatch.Empty).Places);

    [Fact]
    public void Scopes_OfTwoRoles_AreNotPiecedTogether()
    {
        var grant = Upsert(Policy.Grants["pays"] with { Reason = "x" });
        RoleScope[] scopes = [RoleScope.Parse("staging,team=payments"), RoleScope.Parse("production,team=shop")];
        Assert.DoesNotContain(Review(grant).Places, touched => scopes.Any(scope => scope.Covers(touched.Place)));
    }

    private static IEnumerable<string> PlacesOf(PolicyPatch patch) => Review(patch).Places.Select(touched => touched.Place.ToString());

    private static void AssertInside(string scope, PolicyPatch patch) =>
        Assert.All(Review(patch).Places, touched => Assert.True(RoleScope.Parse(scope).Covers(touched.Place), $"{touched.Subject} touches {touched.Place}"));

    private static void AssertOutside(string scope, PolicyPatch patch, string place, PolicyReference? subject)
    {
        var outside = Review(patch).Places.Where(touched => !RoleScope.Parse(scope).Covers(touched.Place)).ToArray();
        var found = Assert.Single(outside, touched => touched.Place.ToString() == place);
        if (subject is { } expected)
            Assert.Equal(expected, found.Subject);
    }

    private static PolicyPatch Deletes(params PolicyReference[] references) => new() { Deletes = references.ToValueList() };

    private static Role Paths(Role role, string path) => role with { Permissions = [role.Permissions[0] with { Paths = [PathTemplate.Parse(path)] }] };

    private static Role Chooses(Role role, Selector services) => role with { Permissions = [role.Permissions[0] with { Services = services }] };

    private static Service Redeployed(Service service, string environment, Func<Deployment, Deployment> change) =>
        service with { Deployments = [.. service.Deployments.Select(d => d.Environment == environment ? change(d) : d)] };

    /// <summary>What names the service, with another name of it.</summary>
    private static PolicyObject[] NamersOfShop(string name) =>
    [
        Chooses(Policy.Roles["shop"], new Selector.Names([name])), Chooses(Policy.Roles["both"], new Selector.Names(["payments-api", name])),
        Policy.Tests["shops are watched"] with { Given = Policy.Tests["shops are watched"].Given with { Service = name } },
    ];
}
