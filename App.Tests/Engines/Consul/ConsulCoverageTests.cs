using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Consul;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>What Consul cannot say, one policy and one request for each: no loss is listed for nothing, and none is forgotten.</summary>
public sealed class ConsulCoverageTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly PrincipalSelector Deploys = new() { Pipelines = Selector.Everything };

    [Fact]
    public void Deployment_InConsulsWords_IsExact()
    {
        var document = ConsulPolicies.Small();
        Assert.Equal(Coverage.Exact, Cover(document).Coverage);
        AssertDecided(true, document, Request(claims: Claims()));
        AssertDecided(true, document, Request(peer: "storefront"));
        AssertDecided(false, document, Request(peer: "storefront", claims: Claims()));
        AssertDecided(false, document, Request());
    }

    [Fact]
    public void Branch_IsCheckedWithoutItsTag()
    {
        var document = ConsulPolicies.Small(branch: "main");
        AssertLoss("tag_unseen", Coverage.Wider, "deploys", document);
        AssertDecided(true, document, Request(claims: Claims(("build_branch", "main"))));
        AssertDecided(true, document, Request(claims: Claims(("build_branch", "main"), ("build_tag", "main"))));
        AssertDecided(false, document, Request(claims: Claims(("build_branch", "other"))));
    }

    [Fact]
    public void Prefix_AllowsNothing()
    {
        var document = ConsulPolicies.Small(branch: "release/*");
        AssertLoss("prefix_inexpressible", Coverage.Narrower, "deploys", document);
        AssertDecided(false, document, Request(claims: Claims(("build_branch", "release/1"))));
    }

    [Theory]
    [InlineData("ui", true, true)]
    [InlineData("*", false, false)]
    public void Deny_UnderAConditionThatTheAllowDoesNotSettle_TakesNothing(string source, bool isAllowed, bool isLost)
    {
        var document = WithDeny(ConsulPolicies.Small(), new Conditions { Sources = [Pattern.Parse(source)] });
        Assert.Equal(isLost ? ["deploys", "denies"] : [], Cover(document).Losses.Where(l => l is { Code: "deny_unsubtracted", Coverage: Coverage.Wider }).Select(l => l.Grant).OrderDescending());
        AssertDecided(isAllowed, document, Request(claims: Claims(("build_source", "ui"))));
    }

    [Theory]
    [InlineData("ui", "ui", false)]
    [InlineData("ui", "u*", false)]
    [InlineData("ui", "webhook", true)]
    public void Deny_OfTheClaimThatTheAllowSettles_IsSubtracted(string allowed, string denied, bool isAllowed)
    {
        var document = ConsulPolicies.Small();
        document = WithDeny(
            document with { Grants = [document.Grants[0] with { When = new Conditions { Sources = [Pattern.Parse(allowed)] } }] }, new Conditions { Sources = [Pattern.Parse(denied)] });
        Assert.Equal(Coverage.Exact, Cover(document).Coverage);
        AssertDecided(isAllowed, document, Request(claims: Claims(("build_source", allowed))));
    }

    [Fact]
    public void Deny_OfPathsWithin_LeavesTheRest()
    {
        var document = ConsulPolicies.Small("/a/**");
        document = document with
        {
            Roles = [.. document.Roles, document.Roles[0] with { Name = "secrets", Permissions = [document.Roles[0].Permissions[0] with { Paths = [PathTemplate.Parse("/{*}/secret")] }] }],
            Grants = [.. document.Grants, document.Grants[0] with { Name = "denies", Effect = Effect.Deny, Role = "secrets" }],
        };
        Assert.Equal(Coverage.Exact, Cover(document).Coverage);
        AssertDecided(true, document, Request(path: "/a/open", claims: Claims()));
        AssertDecided(false, document, Request(path: "/a/secret", claims: Claims()));
        AssertDecided(true, document, Request(path: "/a/secret", peer: "storefront"));
    }

    [Theory]
    [InlineData("certificate_inexpressible", "shops", false)]
    [InlineData("template_inexpressible", "deploys", false)]
    [InlineData("ambiguous_token", "deploys", true)]
    public void Loss_OfAGrant(string code, string grant, bool isAllowed)
    {
        var document = ConsulPolicies.Small(code == "template_inexpressible" ? "/{*}/" + new string('x', 120) : "/b");
        document = document with
        {
            Workloads = code switch
            {
                "certificate_inexpressible" => [document.Workloads[0] with { SpiffeId = SpiffeId.Parse("spiffe://acme.example/ns/shop/sa/storefront") }],
                "ambiguous_token" => [.. document.Workloads, new Workload { Name = "job", Provider = "ci", Claims = new ValueMap([new("sub", "job")]) }],
                _ => document.Workloads,
            },
        };
        AssertLoss(code, isAllowed ? Coverage.Wider : Coverage.Narrower, grant, document);
        AssertDecided(isAllowed, document, code == "certificate_inexpressible" ? Request(peer: "storefront") : Request(claims: Claims(("sub", "job"))));
    }

    [Fact]
    public void Principals_ThatDifferInTheirDatacenter_AreRefused()
    {
        var document = ConsulPolicies.Small();
        document = document with { Workloads = [.. document.Workloads, new Workload { Name = "other", SpiffeId = ConsulPolicies.IdOf("storefront", "dc2") }] };
        AssertLoss("datacenters_mixed", Coverage.Narrower, null, document);
        AssertDecided(false, document, Request(peer: "storefront"));
    }

    [Fact]
    public void AmongManyPrincipals_TokensCountBesideThoseThatAGrantNames_AndThroughTheGateway()
    {
        var document = ConsulPolicies.Small(isBehindGateway: true);
        document = document with
        {
            Pipelines = [document.Pipelines[0] with { SpiffeId = ConsulPolicies.IdOf("deploy") }],
            Workloads = [.. document.Workloads, .. ConsulPolicies.Crowd],
            Grants = [document.Grants[0], ConsulPolicies.Reads("shops", new PrincipalSelector { Workloads = new Selector.Names(["storefront"]) })],
        };
        AssertLoss("services_unlisted", Coverage.Narrower, null, document);
        Assert.DoesNotContain("crowd", Entries(document).ToJsonString(), StringComparison.Ordinal);
        AssertDecided(true, document, Request(peer: "deploy", claims: Claims()));
        AssertDecided(true, document, Request(peer: "ingress", claims: Claims()));
        AssertDecided(true, document, Request(peer: "storefront"));
        AssertDecided(false, document, Request(peer: "storefront", claims: Claims()));
        AssertDecided(false, document, Request(peer: "crowd-1", claims: Claims()));
        AssertDecided(false, document, Request(peer: "nobody", claims: Claims()));
    }

    [Theory]
    [InlineData("consul_missing", Coverage.NotEnforced)]
    [InlineData("earlier_consul_hop", Coverage.NotEnforced)]
    [InlineData("shadow_missing", Coverage.NotEnforced)]
    [InlineData("consul_identity_missing", Coverage.Narrower)]
    public void Loss_OfTheDeployment(string code, Coverage coverage)
    {
        var document = With(ConsulPolicies.Small(), d => code switch
        {
            "consul_missing" => d with { Consul = null },
            "earlier_consul_hop" => d with { Hops = [.. d.Hops.Select(h => h with { SpiffeId = ConsulPolicies.Gateway }), new Hop { Engine = Target.Opa }] },
            "shadow_missing" => d with { Mode = Mode.Shadow },
            _ => d with { SpiffeId = SpiffeId.Parse("spiffe://acme.example/ns/shop/sa/api") },
        });
        var policy = PolicySet.Of(document);
        Assert.Equal((code, coverage), Assert.Single(new ConsulCompiler().Cover(policy.Principals, policy.Find("production", "api")!, 0).Losses) is var loss ? (loss.Code, loss.Coverage) : default);
        var entries = ConsulPolicies.Compile(policy, "production", null, Now);
        Assert.Equal(coverage == Coverage.Narrower ? 1 : 0, entries.Count);
        Assert.False(new ConsulInterpreter(entries, "api", PolicyGen.TrustDomain).Allows(Request(peer: "storefront")));
    }

    [Fact]
    public void BehindAGateway_WhatWouldBeWider_IsLeftToTheGateway()
    {
        var document = ConsulPolicies.Small(branch: "main", isBehindGateway: true);
        AssertLoss("gateway_only", Coverage.Narrower, null, document);
        Assert.True(Cover(document).AdmitsOnlyPrecedingGateway);
        AssertDecided(true, document, Request(peer: "ingress", claims: Claims(("build_branch", "main"))));
        AssertDecided(false, document, Request(claims: Claims(("build_branch", "main"))));
        AssertDecided(false, document, Request(peer: "storefront"));
    }

    [Fact]
    public void Gateway_OfAnotherMesh_IsRefused()
    {
        var document = With(ConsulPolicies.Small(isBehindGateway: true), d => d with { Hops = [d.Hops[0] with { SpiffeId = SpiffeId.Parse("spiffe://acme.example/gateway") }, d.Hops[1]] });
        AssertLoss("gateway_inexpressible", Coverage.Narrower, null, document);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE", false)]
    [InlineData("X-Original-URL", "/admin", false)]
    [InlineData("Upgrade", "websocket", false)]
    [InlineData("Authorization", "Basic dTpw", false)]
    [InlineData("X-Other", "x", true)]
    public void Header_ThatCouldMakeItAnotherRequest_IsRefused(string name, string value, bool isAllowed) =>
        AssertDecided(isAllowed, ConsulPolicies.Small(), Request(peer: "storefront") with { Headers = [new(name, value)] });

    [Theory]
    [InlineData("websocket", true)]
    [InlineData("WebSocket", true)]
    [InlineData("h2c", false)]
    public void Upgrade_WhereTheDeploymentHasWebSockets_IsToThemAlone(string value, bool isAllowed) =>
        AssertDecided(isAllowed, With(ConsulPolicies.Small(), d => d with { WebSocket = true }), Request(peer: "storefront") with { Headers = [new("Upgrade", value)] });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Token_IsForwardedOnlyWhereRequestsWithoutOneMayDoSomething(bool hasCertificates)
    {
        var document = ConsulPolicies.Small();
        document = hasCertificates ? document : document with { Grants = [document.Grants[0]] };
        var provider = Entries(document)[0]!;
        Assert.Equal(hasCertificates, (bool)provider["Locations"]![0]!["Header"]!["Forward"]!);
        Assert.Equal(hasCertificates, Cover(document).Residuals.Any(r => r.Code == "token_forwarded"));
    }

    [Fact]
    public void Certificates_OfATrustDomainWithoutBundle_AreRefused()
    {
        var document = ConsulPolicies.Small();
        document = document with { IdentityProviders = [document.IdentityProviders[0], document.IdentityProviders[1] with { Spiffe = new SpiffeSettings { TrustDomain = PolicyGen.TrustDomain } }] };
        AssertDecided(false, document, Request(peer: "storefront"));
        AssertDecided(false, document, Request(claims: Claims()));
    }

    private static void AssertLoss(string code, Coverage coverage, string? grant, PolicyDocument document) =>
        Assert.Contains(Cover(document).Losses, l => l.Code == code && l.Coverage == coverage && l.Grant == grant && l.Remedy.Length > 0);

    private static void AssertDecided(bool isAllowed, PolicyDocument document, ConsulRequest request) =>
        Assert.Equal(isAllowed, new ConsulInterpreter(Entries(document), "api", PolicyGen.TrustDomain).Allows(request));

    private static PolicyDocument WithDeny(PolicyDocument document, Conditions when) =>
        document with { Grants = [.. document.Grants, ConsulPolicies.Reads("denies", Deploys) with { Effect = Effect.Deny, When = when }] };

    private static PolicyDocument With(PolicyDocument document, Func<Deployment, Deployment> change) =>
        document with { Services = [document.Services[0] with { Deployments = [change(document.Services[0].Deployments[0])] }] };

    private static JsonArray Entries(PolicyDocument document) => ConsulPolicies.Compile(PolicySet.Of(document), "production", null, Now);

    private static HopCoverage Cover(PolicyDocument document) => PolicySet.Of(document) is var policy ? ConsulPolicies.Cover(policy, policy.Find("production", "api")!) : null!;

    private static ConsulRequest Request(string path = "/b", string peer = "nobody", JsonObject? claims = null) =>
        new("GET", path, claims is null ? [] : [new("Authorization", "Bearer " + TokenForge.Shared.Sign(claims))], [ConsulPolicies.IdOf(peer).Text], Now);

    private static JsonObject Claims(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var claims = new JsonObject
        {
            ["iss"] = TokenForge.Issuer,
            ["aud"] = $"{TokenForge.Audience}/production/api",
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.ToUnixTimeSeconds() + 300,
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = ConsulPolicies.PipelineId.ToString(),
        };
        foreach (var (name, value) in more)
            claims[name] = value;
        return claims;
    }
}
