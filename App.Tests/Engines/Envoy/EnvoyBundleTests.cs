using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;
using Coverage = AccessConsole.Core.Compilation.Coverage;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>What a bundle holds, what it costs to decide by it, and what coverage says of it.</summary>
public sealed class EnvoyBundleTests
{
    private static readonly Deployment Deployment = NginxPolicies.DeploymentTo("http://10.0.0.1:8080") with { Hops = [new Hop { Engine = Target.Envoy }] };
    private static readonly SpiffeId Gateway = SpiffeId.Parse("spiffe://acme.example/gateway");

    [Fact]
    public void Bootstrap_Shipped_IsTheBundleOfAnEmptyPolicy() => Golden.Matches(
        Repository.PathTo("deploy", "envoy", "bootstrap"),
        EnvoyBundles.Of(PolicySet.Empty, "none").ToDictionary(f => f.Path, f => Encoding.UTF8.GetString(f.Content.Span), StringComparer.Ordinal));

    [Fact]
    public void Bootstrap_Asked_RefusesEveryHost()
    {
        var answer = new EnvoyInterpreter(EnvoyBundles.Of(PolicySet.Empty, "none")).Decide(Request("/healthz"));
        Assert.False(answer.Passes);
        Assert.Equal("421", answer.Policy);
    }

    [Fact]
    public void Decision_WithHundredsOfGrantsOfOthers_AsksNoMore()
    {
        var few = Asked(1);
        Assert.True(few > 0);
        Assert.Equal(few, Asked(400));
    }

    [Theory]
    [InlineData("/healthz", true)]
    [InlineData("/healthz?full=1", true)]
    [InlineData("/healthz/", false)]
    [InlineData("/healthz%3Ffull", false)]
    public void Probe_Asked_AnswersItsExactPathWithAnyQuery(string target, bool passes) =>
        Assert.Equal(passes, new EnvoyInterpreter(EnvoyBundles.Of(NginxPolicies.Policy(Deployment), NginxPolicies.Environment)).Decide(Request(target)).Passes);

    [Theory]
    [InlineData("orders.acme.example", false)]
    [InlineData(NginxPolicies.Host, true)]
    [InlineData("", true)]
    public void ServerName_OtherThanTheHost_Refuses(string serverName, bool passes) =>
        Assert.Equal(passes, new EnvoyInterpreter(EnvoyBundles.Of(NginxPolicies.Policy(Deployment), NginxPolicies.Environment)).Decide(Request("/healthz") with { ServerName = serverName }).Passes);

    [Fact]
    public void Coverage_OfHttp_IsExact() => Assert.Equal(Coverage.Exact, CoverageOf(Deployment));

    [Fact]
    public void Coverage_OfTcpOrWithoutHost_IsNotEnforced()
    {
        Assert.Equal(Coverage.NotEnforced, CoverageOf(Deployment with { Protocol = Protocol.Tcp }));
        Assert.Equal(Coverage.NotEnforced, CoverageOf(Deployment with { Hosts = [] }));
    }

    [Fact]
    public void Coverage_BehindAGatewayThatIsAPrincipal_IsNarrower()
    {
        Hop envoy = new() { Engine = Target.Envoy };
        Assert.Equal(Coverage.Exact, CoverageOf(Deployment with { Hops = [new Hop { Engine = Target.Nginx, SpiffeId = Gateway }, envoy] }, hop: 1));
        var storefront = SpiffeId.Parse("spiffe://acme.example/ns/shop/sa/storefront");
        Assert.Equal(Coverage.Narrower, CoverageOf(Deployment with { Hops = [new Hop { Engine = Target.Nginx, SpiffeId = storefront }, envoy] }, hop: 1));
    }

    [Fact]
    public void Coverage_OfAnEarlierEnvoyHop_IsNarrower() =>
        Assert.Equal(Coverage.Narrower, CoverageOf(Deployment with { Hops = [new Hop { Engine = Target.Envoy, SpiffeId = Gateway }, new Hop { Engine = Target.Envoy }] }));

    [Fact]
    public void Token_AtTheLastHopOnly_IsRemoved()
    {
        Hop envoy = new() { Engine = Target.Envoy, SpiffeId = Gateway };
        Assert.Contains("\"authorization\"]", RoutesOf(Deployment));
        Assert.DoesNotContain("\"authorization\"]", RoutesOf(Deployment with { Hops = [envoy, new Hop { Engine = Target.Nginx }] }));
    }

    [Fact]
    public void Revision_Stamped_IsInEachVirtualHostAndNothingElse()
    {
        const string Mark = "\"metadata\":{\"filter_metadata\":{\"access\":{\"revision\":\"0\"";
        var compiler = new EnvoyCompiler();
        // A grant that tries to pass for the mark.
        var grant = NginxPolicies.Grant with { When = new Conditions { Branches = [Pattern.Parse(Mark)] } };
        foreach (var file in EnvoyBundles.Of(NginxPolicies.Policy(Deployment, grant), NginxPolicies.Environment))
        {
            var stamped = Encoding.UTF8.GetString(compiler.Stamp(file, 42).Content.Span);
            var plain = Encoding.UTF8.GetString(file.Content.Span);
            Assert.Equal(plain, stamped.Replace("\"revision\":\"42\"", "\"revision\":\"0\"", StringComparison.Ordinal));
            Assert.Equal(file.Path == "envoy/routes.json" ? 2 : 0, stamped.Split("\"access\":{\"revision\":\"42\"").Length - 1);
        }
    }

    [Fact]
    public void Revision_IsNoPartOfTheContent()
    {
        var policy = NginxPolicies.Policy(Deployment, NginxPolicies.Grant);
        var compiled = new PolicyCompiler([new EnvoyCompiler()]).Compile(new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch), null).First(b => b.Scope.Service is null);
        var (first, second) = (compiled.FilesAt(1), compiled.FilesAt(2));
        Assert.Equal(compiled.ContentDigest, ContentDigest.Of(compiled.Roots, compiled.Coverage, compiled.Files));
        Assert.NotEqual(Encoding.UTF8.GetString(first.Single(f => f.Path == "envoy/routes.json").Content.Span), Encoding.UTF8.GetString(second.Single(f => f.Path == "envoy/routes.json").Content.Span));
    }

    private static int Asked(int pipelines)
    {
        var document = NginxPolicies.Document(Deployment, NginxPolicies.Grant);
        var others = Enumerable.Range(0, pipelines).Select(i => new Pipeline
        {
            Name = $"other-{i}",
            Id = new Guid(i + 1, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0),
            Provider = "ci",
            Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId },
            Slug = $"other-{i}",
        }).ToArray();
        document = document with
        {
            Pipelines = [.. document.Pipelines, .. others],
            Grants =
            [
                .. document.Grants,
                .. others.Select(o => NginxPolicies.Grant with { Name = $"{o.Name}-may", Principals = new PrincipalSelector { Pipelines = new Selector.Names([o.Name]) } }),
            ],
        };
        var envoy = new EnvoyInterpreter(EnvoyBundles.Of(PolicySet.Of(document), NginxPolicies.Environment));
        var state = new FilterState(Request("/x") with
        {
            Headers = [KeyValuePair.Create("authorization", $"Bearer {NginxPolicies.Token()}")],
            Time = DateTimeOffset.UtcNow,
        });
        Assert.Equal(new EnvoyAnswer("deploy-may", true, true, Principal: "pipeline/deploy"), envoy.Decide(state));
        return state.Asked;
    }

    private static string RoutesOf(Deployment deployment) =>
        Encoding.UTF8.GetString(EnvoyBundles.Of(NginxPolicies.Policy(deployment), NginxPolicies.Environment).Single(f => f.Path == "envoy/routes.json").Content.Span);

    private static Coverage CoverageOf(Deployment deployment, int hop = 0)
    {
        var policy = NginxPolicies.Policy(deployment);
        return new EnvoyCompiler().Cover(policy.Principals, policy.Find(NginxPolicies.Environment, NginxPolicies.Service)!, hop).Coverage;
    }

    private static EnvoyRequest Request(string target) => new(NginxPolicies.Host, "GET", target, [], null, DateTimeOffset.UnixEpoch);
}
