using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Linkerd;

/// <summary>What is lost and what is left out at Linkerd, one policy for each: nothing is listed for nothing, and nothing is forgotten.</summary>
public sealed class LinkerdCoverageTests
{
    private const string Storefront = "storefront.shop.serviceaccount.identity.linkerd.acme.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly PrincipalSelector Pipelines = new() { Pipelines = Selector.Everything };
    private static readonly PrincipalSelector Workloads = new() { Workloads = Selector.Everything };
    private static readonly Conditions OnMain = new() { Branches = [Pattern.Parse("main")] };

    [Fact]
    public void Workload_IsExact_ByItsSpiffeIdAndByItsServiceAccount()
    {
        var policy = LinkerdPolicies.Small("/a", "/b/**");
        Assert.Equal(Coverage.Exact, Cover(policy).Coverage);
        Assert.All(new[] { LinkerdPolicies.Storefront.Text, Storefront }, client => AssertDecided(true, policy, "/b/c", client));
        Assert.All(new[] { null, "storefront.shop.serviceaccount.identity.linkerd.evil.example", "spiffe://acme.example/ns/shop/sa/storefronts" }, client => AssertDecided(false, policy, "/b/c", client));
    }

    [Theory]
    [InlineData("/ns/shop/sa/Storefront")]
    [InlineData("/ns/shop.x/sa/storefront")]
    [InlineData("/ns/shop/sa/storefront/x")]
    [InlineData("/ns/shop/sa/-")]
    public void SpiffeId_ThatIsNoServiceAccount_IsItselfAlone(string path)
    {
        var policy = LinkerdPolicies.Small("/a");
        var text = LinkerdPolicies.Text(PolicySet.Of(policy with { Workloads = [policy.Workloads[0] with { SpiffeId = SpiffeId.Parse("spiffe://acme.example" + path) }] }), "api", Now);
        Assert.DoesNotContain("serviceaccount", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipeline_KnownByTokensAlone_IsNarrower() => AssertLoss(With(LinkerdPolicies.Grant("deploys", "role-0", Pipelines)), "no_certificate", Coverage.Narrower, "deploys");

    [Fact]
    public void Pipeline_WithASharedId_IsNarrower()
    {
        var shared = SpiffeId.Parse("spiffe://acme.example/ci/queue");
        var policy = With(LinkerdPolicies.Grant("deploys", "role-0", Pipelines)) with { Pipelines = [LinkerdPolicies.Pipeline("one", 1, shared), LinkerdPolicies.Pipeline("two", 2, shared)] };
        AssertLoss(policy, "no_certificate", Coverage.Narrower, "deploys");
        AssertDecided(false, policy, "/a", shared.Text);
    }

    [Fact]
    public void Certificate_OfATrustDomainWithoutBundle_IsNobodys()
    {
        var policy = LinkerdPolicies.Small("/a");
        policy = policy with { IdentityProviders = [policy.IdentityProviders[0], policy.IdentityProviders[1] with { Spiffe = policy.IdentityProviders[1].Spiffe! with { TrustBundle = null } }] };
        AssertDecided(false, policy, "/a", LinkerdPolicies.Storefront.Text);
        Assert.Equal(Coverage.Exact, Cover(policy).Coverage);
    }

    [Fact]
    public void Allow_WithConditions_GivesACertificateNothing()
    {
        var policy = With(LinkerdPolicies.Grant("deploys", "role-0", Pipelines) with { When = OnMain }, SpiffeId.Parse("spiffe://acme.example/ci/deploy"));
        AssertLoss(policy, "conditions_unseen", Coverage.Narrower, "deploys");
        AssertDecided(false, policy, "/a", "spiffe://acme.example/ci/deploy");
    }

    [Fact]
    public void Allow_WithConditions_BesideOneWithout_LosesNothing()
    {
        var policy = With(LinkerdPolicies.Grant("deploys", "role-0", Pipelines), SpiffeId.Parse("spiffe://acme.example/ci/deploy"));
        policy = policy with { Grants = [.. policy.Grants, policy.Grants[^1] with { Name = "on-main", When = OnMain }] };
        Assert.Empty(Cover(policy).Losses);
        AssertDecided(true, policy, "/a", "spiffe://acme.example/ci/deploy");
    }

    [Fact]
    public void Deny_WithConditions_HoldsWhateverTheBuild()
    {
        var policy = With(LinkerdPolicies.Grant("deploys", "role-0", Pipelines), SpiffeId.Parse("spiffe://acme.example/ci/deploy"));
        policy = policy with { Grants = [.. policy.Grants, LinkerdPolicies.Grant("not-on-main", "role-0", Pipelines, Effect.Deny) with { When = OnMain }] };
        AssertLoss(policy, "conditions_unseen", Coverage.Narrower, "not-on-main");
        AssertDecided(false, policy, "/a", "spiffe://acme.example/ci/deploy");
    }

    [Fact]
    public void Deny_IsTakenOutOfTheList()
    {
        var policy = LinkerdPolicies.Small("/a/**", "/a/{*}/b");
        policy = policy with { Grants = [policy.Grants[0], LinkerdPolicies.Grant("never", "role-1", Workloads, Effect.Deny)] };
        Assert.Equal(Coverage.Exact, Cover(policy).Coverage);
        Assert.All(new[] { "/a", "/a/", "/a/b", "/a/x/b/", "/a/x/c", "/a/x/bb", "/a/x/b/c" }, path => AssertDecided(true, policy, path, Storefront));
        AssertDecided(false, policy, "/a/x/b", Storefront);
    }

    [Fact]
    public void Deny_OnAPathThatIsOpen_MakesBothWider()
    {
        var policy = Probed(LinkerdPolicies.Small("/healthz"));
        policy = policy with { Grants = [LinkerdPolicies.Grant("never", "role-0", Workloads, Effect.Deny)] };
        Assert.Equal(["api/production/probes", "never"], Cover(policy).Losses.Where(l => l is { Code: "deny_on_open_path", Coverage: Coverage.Wider }).Select(l => l.Grant));
        AssertDecided(true, policy, "/healthz", Storefront);
    }

    [Fact]
    public void Deny_ForAnyone_ClosesThePath()
    {
        var policy = Probed(LinkerdPolicies.Small("/healthz"));
        policy = policy with { Grants = [.. policy.Grants, LinkerdPolicies.Grant("never", "role-0", new PrincipalSelector { Anyone = true }, Effect.Deny)] };
        Assert.Equal(Coverage.Exact, Cover(policy).Coverage);
        AssertDecided(false, policy, "/healthz", Storefront);
        AssertDecided(false, policy, "/healthz", null);
    }

    [Fact]
    public void Probes_AreOpenToTheKubelet_AndCorsToBrowsers()
    {
        var policy = Probed(LinkerdPolicies.Small("/a"));
        AssertDecided(true, policy, "/healthz", null);
        Assert.True(Engine(policy).Allows(new LinkerdRequest("OPTIONS", "/whatever/there", null)));
        Assert.False(Engine(policy).Allows(new LinkerdRequest("POST", "/healthz", null)));
    }

    [Fact]
    public void Isolation_OfPipelinesAlone_IsNarrower() =>
        AssertLoss(Deployed(LinkerdPolicies.Small("/a"), d => d with { Isolation = Isolation.Pipelines }), "ungoverned_unseen", Coverage.Narrower, null);

    [Fact]
    public void Hop_BehindAGateway_AdmitsTheGatewayAlone()
    {
        var policy = Deployed(LinkerdPolicies.Small("/a"), d => d with { Hops = [new Hop { Engine = Target.Nginx, SpiffeId = LinkerdPolicies.Gateway }, new Hop { Engine = Target.Linkerd }] });
        AssertLoss(policy, "behind_gateway", Coverage.Wider, null);
        Assert.True(Cover(policy).AdmitsOnlyPrecedingGateway);
        AssertDecided(true, policy, "/nothing", "gateway.edge.serviceaccount.identity.linkerd.acme.example");
        AssertDecided(false, policy, "/a", Storefront);
    }

    [Theory]
    [InlineData("namespace", "kubernetes_missing")]
    [InlineData("selector", "kubernetes_missing")]
    [InlineData("port", "kubernetes_missing")]
    [InlineData("order", "earlier_linkerd_hop")]
    public void Deployment_ThatLinkerdHasNoPlaceFor_IsNotEnforced(string what, string code)
    {
        var policy = PolicySet.Of(Deployed(LinkerdPolicies.Small("/a"), d => what switch
        {
            "namespace" => d with { Kubernetes = d.Kubernetes! with { Namespace = "" } },
            "selector" => d with { Kubernetes = d.Kubernetes! with { Selector = ValueMap.Empty } },
            "port" => d with { Kubernetes = d.Kubernetes! with { Port = 0 } },
            _ => d with { Hops = [new Hop { Engine = Target.Linkerd, SpiffeId = LinkerdPolicies.Gateway }, new Hop { Engine = Target.Opa }] },
        }));
        var coverage = new AccessConsole.Core.Compilation.Linkerd.LinkerdCompiler().Cover(policy.Principals, policy.Find("production", "api")!, 0);
        Assert.Equal((code, Coverage.NotEnforced), (Assert.Single(coverage.Losses).Code, coverage.Coverage));
        Assert.Equal("", LinkerdPolicies.Text(policy, "api", Now));
    }

    [Theory]
    [InlineData(120, RatePeriod.Minute, 2)]
    [InlineData(5, RatePeriod.Second, 5)]
    [InlineData(90, RatePeriod.Minute, null)]
    public void Limit_OfAServiceAccount_IsSaidInWholeRequestsASecond(int requests, RatePeriod per, int? expected)
    {
        var policy = LinkerdPolicies.Small("/a", "/b");
        policy = policy with { Grants = [.. policy.Grants.Select(g => g with { RateLimit = new RateLimit { Requests = requests, Per = per, Burst = 3 } })] };
        Assert.Equal(expected, Engine(policy).LimitOf("storefront", "shop"));
        Assert.Contains(Cover(policy).Residuals, r => r.Code == (expected is null ? "rate_limit_missing" : "rate_limit_per_instance"));
    }

    [Fact]
    public void Limit_ThatNotAllGrantsHave_IsNone()
    {
        var policy = LinkerdPolicies.Small("/a", "/b");
        policy = policy with { Grants = [policy.Grants[0] with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Second } }, policy.Grants[1]] };
        Assert.Null(Engine(policy).LimitOf("storefront", "shop"));
        Assert.Contains(Cover(policy).Residuals, r => r.Code == "rate_limit_missing");
    }

    [Fact]
    public void Headers_ThatWouldMakeItAnotherRequest_AndTokens_EndHere()
    {
        var removed = Engine(LinkerdPolicies.Small("/a")).RemovedHeaders(new LinkerdRequest("GET", "/a", Storefront));
        Assert.Empty(new[] { "authorization", "x-http-method-override", "x-original-url", "x-forwarded-client-cert" }.Except(removed));
    }

    [Theory]
    [InlineData("/b/..", false)]
    [InlineData("/b/%2e%2e/a", false)]
    [InlineData("/b/..%2Fa", false)]
    [InlineData("/b//a", false)]
    [InlineData("/b;x", false)]
    [InlineData("/b/%20", true)]
    [InlineData("/b/...", true)]
    [InlineData("/b/%C3%A9", true)]
    [InlineData("/b/%C3", true)]
    public void Path_ThatIsNotCanonical_IsRefusedButForWhatItsEscapesSay(string path, bool isAllowed)
    {
        var policy = LinkerdPolicies.Small("/b/**");
        AssertDecided(isAllowed, policy, path, Storefront);
        Assert.Contains(Cover(policy).Residuals, r => r.Code == "path_encoding");
        Assert.DoesNotContain(Cover(LinkerdPolicies.Small("/b")).Residuals, r => r.Code == "path_encoding");
    }

    private static PolicyDocument With(Grant grant, SpiffeId? id = null)
    {
        var policy = LinkerdPolicies.Small("/a");
        return policy with { Pipelines = [LinkerdPolicies.Pipeline("deploy", 1, id)], Grants = [.. policy.Grants, grant] };
    }

    private static PolicyDocument Probed(PolicyDocument policy) => Deployed(policy, d => d with { Probes = [PathTemplate.Parse("/healthz")], Cors = true });

    private static PolicyDocument Deployed(PolicyDocument policy, Func<Deployment, Deployment> change) =>
        policy with { Services = [policy.Services[0] with { Deployments = [change(policy.Services[0].Deployments[0])] }] };

    private static void AssertLoss(PolicyDocument policy, string code, Coverage coverage, string? grant) =>
        Assert.Equal((code, coverage, grant), Assert.Single(Cover(policy).Losses) is var loss ? (loss.Code, loss.Coverage, loss.Grant) : default);

    private static void AssertDecided(bool isAllowed, PolicyDocument policy, string path, string? client) =>
        Assert.Equal(isAllowed, Engine(policy).Allows(new LinkerdRequest("GET", path, client)));

    private static LinkerdInterpreter Engine(PolicyDocument policy) =>
        new(LinkerdObject.Read(LinkerdPolicies.Text(PolicySet.Of(policy), "api", Now)), LinkerdPolicies.PodOf(policy.Services[0].Deployments[0]));

    private static HopCoverage Cover(PolicyDocument policy)
    {
        var set = PolicySet.Of(policy);
        return LinkerdPolicies.Cover(set, set.Find("production", "api")!);
    }
}
