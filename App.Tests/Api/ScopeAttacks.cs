using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Patches by which owners of the payments team's services try to reach beyond them.</summary>
public static class ScopeAttacks
{
    private const string ShopInProduction = "services with team=shop in `production`";

    /// <summary>What an owner of team=payments must not do, with the place that it touches.</summary>
    public static TheoryData<string, string> All { get; } = new()
    {
        // another team's grant: widened, reworded, deleted, renamed, or replaced under its id
        { """{"upsert":{"grants":[{"name":"shops","effect":"allow","principals":{"pipelines":{"names":["deploy","idle"]}},"role":"shop","environments":["production"]}]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"shops","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"shop","environments":["production"],"reason":"mine now"}]}}""", ShopInProduction },
        { """{"delete":{"grants":["shops"]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"mine","id":"0187c6a2-0000-4000-8000-0000000000c3","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"shop","environments":["production"]}]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"mine","id":"0187c6a2-0000-4000-8000-0000000000c3","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"pay","environments":["production"]}]}}""", ShopInProduction },
        // a deny takes access away just as an allow gives it
        { """{"upsert":{"grants":[{"name":"no","effect":"deny","principals":{"pipelines":{"names":["deploy"]}},"role":"shop","environments":["production"]}]}}""", ShopInProduction },
        { """{"upsert":{"grants":[{"name":"no","effect":"deny","principals":{"pipelines":{"names":["deploy"]}},"role":"every","environments":["production"]}]}}""", "every service in `production`" },
        // roles: one more name, all, labels that today only own services have, a role that others' grants use
        { """{"upsert":{"roles":[{"name":"pay","permissions":[{"services":{"names":["payments-api","shop-web"]},"methods":["GET"],"paths":["/a/**"]}]}]}}""", ShopInProduction },
        { """{"upsert":{"roles":[{"name":"pay","permissions":[{"services":{"all":true},"methods":["GET"],"paths":["/a/**"]}]}]}}""", "every service in `production`" },
        { """{"upsert":{"roles":[{"name":"pay","permissions":[{"services":{"labels":{"data":"cardholder"}},"methods":["GET"],"paths":["/a/**"]}]}]}}""", "services with data=cardholder in `production`" },
        { """{"upsert":{"roles":[{"name":"both","permissions":[{"services":{"names":["payments-api"]},"methods":["GET"],"paths":["/d/**"]}]}]}}""", "services with team=shop in `staging`" },
        // services: another team's taken into the scope, with or without its id; an own one given away; one without labels
        { """{"upsert":{"services":[{"name":"shop-web","id":"0187c6a2-0000-4000-8000-0000000000a3","labels":{"team":"payments"},"deployments":[{"environment":"staging","hosts":["shop.staging.example"],"upstream":"https://10.0.4.21:8443","hops":["opa"]}]}]}}""", ShopInProduction },
        { """{"upsert":{"services":[{"name":"shop-web","labels":{"team":"payments"}}]}}""", ShopInProduction },
        { """{"upsert":{"services":[{"name":"ledger","labels":{"team":"shop"},"deployments":[{"environment":"production","hosts":["ledger.example"],"upstream":"https://10.0.4.13:8443","hops":["opa"]}]}]}}""", ShopInProduction },
        { """{"upsert":{"services":[{"name":"new","deployments":[{"environment":"staging","hosts":["new.example"],"upstream":"https://10.0.4.9:8443","hops":["opa"]}]}]}}""", "services without labels in `staging`" },
        // an own service that leads to another team's machines
        { """{"upsert":{"services":[{"name":"new","labels":{"team":"payments"},"deployments":[{"environment":"staging","hosts":["new.example"],"upstream":"https://10.0.4.22:8443","hops":["opa"]}]}]}}""", ShopInProduction },
        // what is no service's
        { """{"upsert":{"pipelines":[{"name":"idle","provider":"ci","organization":{"slug":"acme","id":"01860a1c-0000-4000-8000-000000000001"},"slug":"idle","id":"0187c6a2-0000-4000-8000-000000000003","labels":{"team":"payments"}}]}}""", "the policy as a whole" },
        { """{"upsert":{"environments":[{"name":"production","approvals":0}]}}""", "every service in `production`" },
        { """{"upsert":{"workloads":[{"name":"report","provider":"ci","claims":{"sub":"report"}}]}}""", "the policy as a whole" },
        // another team's tests, taken out or made to watch something else
        { """{"delete":{"tests":["shops are watched"]}}""", ShopInProduction },
        { """{"upsert":{"tests":[{"name":"shops are watched","given":{"pipeline":"deploy","environment":"production","service":"payments-api","method":"POST","path":"/a"},"expect":"deny"}]}}""", ShopInProduction },
    };
}
