using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Nginx;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>The files of a bundle: that nginx takes them, that they depend on nothing but the policy, and what coverage says of them.</summary>
public sealed class NginxBundleTests : IAsyncDisposable
{
    private readonly NginxRig rig = new("proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt; grpc_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;");

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public void Assemble_InAnotherCultureAndOrder_GivesTheSameBytes() => Dice.Gen.Sample(
        dice =>
        {
            var document = PolicyGen.Document(dice, new DateTimeOffset(2026, 11, 23, 12, 0, 0, 123, TimeSpan.Zero), "http://10.0.0.1:8080");
            var expected = Text(NginxBundles.Of(PolicySet.Of(document), "production"));
            var culture = CultureInfo.CurrentCulture;
            CultureInfo.CurrentCulture = Foreign();
            var actual = Text(NginxBundles.Of(PolicySet.Of(Reversed(document)), "production"));
            CultureInfo.CurrentCulture = culture;
            Assert.Equal(expected, actual);
        },
        iter: 50);

    [Fact]
    public async Task Tombstone_OnNginx_LoadsAndRefusesEverything()
    {
        await rig.Load(NginxBundles.Of(NginxPolicies.Policy(NginxPolicies.DeploymentTo(null), NginxPolicies.Grant), "nowhere"), 9);
        using var connection = new WireConnection(rig.Plain);
        var response = await connection.Send($"GET /healthz HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\n\r\n");
        Assert.Equal((421, "9"), (response.Status, response.Header("X-Access-Revision")));
    }

    [Fact]
    public async Task Bootstrap_AsShipped_IsTheTombstoneOfTheEmptyPolicyAndLoads()
    {
        var files = NginxBundles.Of(PolicySet.Empty, "none");
        var shipped = files.ToDictionary(f => f.Path, f => Encoding.UTF8.GetString(f.Content.Span), StringComparer.Ordinal);
        shipped[".manifest"] = """{"revision":"0","roots":["nginx"]}""" + "\n";
        Golden.Matches(Repository.PathTo("deploy", "nginx", "bootstrap"), shipped);
        Assert.Equal("", await rig.Check(files));
    }

    [Theory]
    [InlineData("https://10.0.0.1:8443", Protocol.Http)]
    [InlineData("https://upstream.acme.example", Protocol.Http)]
    [InlineData("http://[fd00::1]:8080", Protocol.Http)]
    [InlineData("grpcs://10.0.0.1", Protocol.Grpc)]
    [InlineData("grpc://upstream.acme.example:9000", Protocol.Grpc)]
    [InlineData("https://10.0.0.1:8443", Protocol.Tcp)]
    [InlineData(null, Protocol.Http)]
    public async Task Deployment_ToAnyUpstream_LoadsIntoNginx(string? upstream, Protocol protocol)
    {
        var deployment = NginxPolicies.DeploymentTo(upstream) with { Protocol = protocol, WebSocket = protocol == Protocol.Http };
        var limits = new[] { (60, RatePeriod.Minute, 10), (60, RatePeriod.Minute, 0), (5, RatePeriod.Second, 0) };
        var grants = limits.Select((l, i) => NginxPolicies.Grant with { Name = $"grant-{i}", RateLimit = new RateLimit { Requests = l.Item1, Per = l.Item2, Burst = l.Item3 } });
        Assert.Equal("", await rig.Check(NginxBundles.Of(NginxPolicies.Policy(deployment, [.. grants]), NginxPolicies.Environment)));
    }

    [Fact]
    public void Heads_KnownByTheirText_StandForWhatTheyDecodeTo()
    {
        var files = NginxBundles.Of(NginxPolicies.Policy(NginxPolicies.DeploymentTo("http://10.0.0.1"), NginxPolicies.Grant), NginxPolicies.Environment);
        using var data = JsonDocument.Parse(files.Single(f => f.Path == "nginx/policy.json").Content);
        var heads = data.RootElement.GetProperty("heads").EnumerateObject().ToArray();
        Assert.Contains(TokenForge.Shared.Sign([]).Split('.')[0], heads.Select(h => h.Name));
        Assert.All(heads, head => Assert.Equal(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(head.Name)), head.Value.GetRawText()));
    }

    [Fact]
    public void Bundle_OfAPolicyWithFreeText_HoldsNoneOfIt()
    {
        var files = NginxBundles.Of(NginxPolicies.Policy(NginxPolicies.DeploymentTo("http://10.0.0.1"), NginxPolicies.Grant), NginxPolicies.Environment);
        Assert.DoesNotContain("free text", Text(files), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a$host")]
    [InlineData("a\nb")]
    public void HostThatNginxWouldReadAsCode_IsNeverPrinted(string host)
    {
        var policy = NginxPolicies.Policy(NginxPolicies.DeploymentTo("http://10.0.0.1") with { Hosts = [host] });
        Assert.Throws<ArgumentException>(() => NginxBundles.Of(policy, NginxPolicies.Environment));
    }

    [Fact]
    public void HostWithQuotesAndBraces_IsPrintedAsOneArgument()
    {
        var policy = NginxPolicies.Policy(NginxPolicies.DeploymentTo("http://10.0.0.1") with { Hosts = ["a\";}\\ b"] });
        Assert.Contains("""server_name "a\";}\\ b";""", Text(NginxBundles.Of(policy, NginxPolicies.Environment)), StringComparison.Ordinal);
    }

    [Fact]
    public void Cover_ByProtocolAndHops_SaysWhatNginxCannot()
    {
        var deployment = NginxPolicies.DeploymentTo("http://10.0.0.1");
        Assert.Equal(Coverage.Exact, Cover(deployment).Coverage);
        Assert.Equal(Coverage.NotEnforced, Cover(deployment with { Protocol = Protocol.Tcp }).Coverage);
        Assert.Equal(Coverage.NotEnforced, Cover(deployment with { Hosts = [] }).Coverage);
        Assert.Equal(Coverage.Narrower, Cover(deployment with { Hops = [new Hop { Engine = Target.Nginx }, new Hop { Engine = Target.Nginx }] }).Coverage);
        Assert.Contains("max_stream_duration", Cover(deployment with { WebSocket = true }).Residuals.Select(r => r.Code));
        Assert.Superset(
            new HashSet<string> { "max_stream_duration", "whole_request_first" },
            Cover(deployment with { Protocol = Protocol.Grpc }).Residuals.Select(r => r.Code).ToHashSet());
        Assert.Equal(Cover(deployment), Cover(deployment with { Isolation = Isolation.Pipelines, Unidentified = Unidentified.Allow }));
        Assert.Contains("rate_limit_per_instance", Cover(deployment, new RateLimit { Requests = 1, Per = RatePeriod.Second }).Residuals.Select(r => r.Code));
    }

    [Theory]
    [InlineData(null, null, Coverage.Exact)]
    [InlineData(0, null, Coverage.Narrower)]
    [InlineData(1, 0, Coverage.Narrower)]
    [InlineData(0, 0, Coverage.Exact)]
    public void Cover_OfTrustBundles_IsNarrowerWhereSeveralMayHaveIntermediates(int? acme, int? partner, Coverage expected)
    {
        using var first = new CertificateForge("acme", pathLength: acme);
        using var second = new CertificateForge("partner", pathLength: partner);
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo("http://10.0.0.1"), NginxPolicies.Grant);
        // Of one bundle nginx judges the whole chain by itself.
        var providers = acme is null && partner is null ? [Mesh("acme.example", first)] : new[] { Mesh("acme.example", first), Mesh("partner.example", second) };
        var policy = PolicySet.Of(document with { IdentityProviders = [.. document.IdentityProviders, .. providers] });
        Assert.Equal(expected, new NginxCompiler().Cover(policy.Principals, policy.Find(NginxPolicies.Environment, NginxPolicies.Service)!, 0).Coverage);
    }

    private static IdentityProvider Mesh(string trustDomain, CertificateForge authority) =>
        new() { Name = trustDomain.Replace('.', '-'), Spiffe = new SpiffeSettings { TrustDomain = trustDomain, TrustBundle = authority.Bundle } };

    private static HopCoverage Cover(Deployment deployment, RateLimit? limit = null)
    {
        var policy = NginxPolicies.Policy(deployment, NginxPolicies.Grant with { RateLimit = limit });
        return new NginxCompiler().Cover(policy.Principals, policy.Find(NginxPolicies.Environment, NginxPolicies.Service)!, 0);
    }

    private static string Text(IEnumerable<BundleFile> files) => string.Join('\n', files.Select(f => f.Path + "\n" + Encoding.UTF8.GetString(f.Content.Span)));

    private static PolicyDocument Reversed(PolicyDocument document) => new()
    {
        IdentityProviders = [.. document.IdentityProviders.Reverse()],
        Environments = [.. document.Environments.Reverse()],
        Pipelines = [.. document.Pipelines.Reverse()],
        Workloads = [.. document.Workloads.Reverse()],
        Services = [.. document.Services.Reverse()],
        Roles = [.. document.Roles.Reverse()],
        Grants = [.. document.Grants.Reverse()],
    };

    /// <summary>A culture in which numbers look different.</summary>
    private static CultureInfo Foreign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "~";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = "'";
        return culture;
    }
}
