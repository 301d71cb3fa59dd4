using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Nginx;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Client certificates over real TLS: whom they name, and which of them are bad credentials.</summary>
public class NginxTlsTests : IAsyncDisposable
{
    private const int Policies = 12;
    private const int RequestsPerPolicy = 50;
    private const string Gateway = "spiffe://acme.example/gateway";

    private readonly TlsNginx tls;

    public NginxTlsTests() : this(NginxProgram.Own)
    {
    }

    protected NginxTlsTests(NginxProgram program) => tls = new TlsNginx(program);

    public async ValueTask DisposeAsync()
    {
        await tls.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Nginx_OnRandomPoliciesWithCertificates_DecidesAsTheEvaluator()
    {
        var seed = Dice.Seed;
        var reasons = new HashSet<DecisionReason>();
        for (var i = 0; i < Policies; i++)
            reasons.UnionWith(await ComparePolicy(new Dice(seed + i), seed));
        Assert.Superset(new HashSet<DecisionReason> { DecisionReason.UnknownPrincipal, DecisionReason.NoGrant, DecisionReason.TokenInvalid }, reasons);
    }

    [Theory]
    [InlineData(false, false, true, 200)]
    [InlineData(true, false, true, 403)]
    [InlineData(false, true, true, 403)]
    [InlineData(false, false, false, 403)]
    public async Task Certificate_ByTheRulesOfSpiffe_IsALeafThatSignsNoOther(bool isAuthority, bool signsCertificates, bool hasUsage, int status)
    {
        await Serve();
        X509Extension[] extensions =
        [
            new X509BasicConstraintsExtension(isAuthority, false, 0, true),
            .. hasUsage ? [new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | (signsCertificates ? X509KeyUsageFlags.KeyCertSign : 0), true)] : Array.Empty<X509Extension>(),
        ];
        using var certificate = tls.Forge.Issue(["spiffe://acme.example/ns/shop/sa/storefront"], [], extensions);
        Assert.Equal(status, (await tls.Send("GET /a", certificate)).Status);
    }

    [Theory]
    [InlineData("SPIFFE://ACME.example/ns/shop/sa/storefront", 200)]
    [InlineData("spiffe://acme.example/ns/shop/sa/Storefront", 403)]
    [InlineData("spiffe://acme.example/ns/shop/sa/storefront/", 403)]
    [InlineData("spiffe://acme.example/ns/shop//sa/storefront", 403)]
    [InlineData("spiffe://acme.example/ns/shop/sa/storefront?x", 403)]
    [InlineData("spiffe://acme.example", 403)]
    [InlineData("https://acme.example/ns/shop/sa/storefront", 403)]
    public async Task Certificate_WithANameInEverySpelling_NamesTheWorkloadOrNobody(string uri, int status)
    {
        await Serve();
        using var certificate = tls.Forge.Issue(uri);
        Assert.Equal(status, (await tls.Send("GET /a", certificate)).Status);
    }

    [Fact]
    public async Task BadCertificate_OnAProbe_IsRefused()
    {
        await Serve();
        using var certificate = tls.Foreign.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        Assert.Equal(200, (await tls.Send("GET /healthz", null)).Status);
        var refused = await tls.Send("GET /healthz", certificate);
        Assert.Equal((403, "unknown_principal"), (refused.Status, refused.Header("X-Access-Reason")));
        await AssertRefusedForItsCertificate(2);
    }

    [Fact]
    public async Task ServerName_OtherThanTheHost_IsMisdirected()
    {
        await Serve();
        Assert.Equal(421, (await tls.Send("GET /healthz", null, serverName: "other.acme.example")).Status);
        Assert.Equal(421, (await tls.Send("GET /healthz", null, serverName: "")).Status);
    }

    [Fact]
    public async Task Http2_IsDecidedAsHttp1()
    {
        await Serve();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(tls.Rig.Tls, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        // The server is ours and on loopback; what is tested is its view of the request.
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var probe = await client.GetAsync(new Uri($"https://{NginxPolicies.Host}/healthz"), TestContext.Current.CancellationToken);
        using var other = await client.GetAsync(new Uri($"https://{NginxPolicies.Host}/a"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (probe.StatusCode, other.StatusCode));
        Assert.Equal("unknown_principal", other.Headers.GetValues("X-Access-Reason").Single());
    }

    [Fact]
    public async Task Gateway_AtALaterHop_IsTransportAndTheTokenTheCaller()
    {
        await Serve(d => d with { Hops = [new Hop { Engine = Target.Envoy, SpiffeId = SpiffeId.Parse(Gateway) }, new Hop { Engine = Target.Nginx }] });
        using var gateway = tls.Forge.Issue(Gateway);
        using var workload = tls.Forge.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        Assert.Equal(200, (await tls.Send($"GET /a HTTP/1.1\r\nAuthorization: Bearer {NginxPolicies.Token()}", gateway)).Status);
        Assert.Equal((401, "unknown_principal"), Answer(await tls.Send("GET /a", gateway)));
        Assert.Equal(200, (await tls.Send("GET /a", workload)).Status);
        Assert.Equal((403, "ambiguous_identity"), Answer(await tls.Send($"GET /a HTTP/1.1\r\nAuthorization: Bearer {NginxPolicies.Token()}", workload)));
    }

    /// <summary>Authorities of the same name, so that only the signature tells them apart.</summary>
    [Theory]
    [InlineData("P-256")]
    [InlineData("P-384")]
    [InlineData("P-521")]
    [InlineData("RSA")]
    public async Task Certificate_AmongSeveralTrustBundles_CountsByItsOwnDomainsAuthority(string keyType)
    {
        ECCurve? curve = keyType switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        using var partner = new CertificateForge("acme", curve);
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo(tls.Rig.Upstream), NginxPolicies.Grant);
        var workload = document.Workloads[0];
        var policy = PolicySet.Of(document with
        {
            IdentityProviders = [.. document.IdentityProviders, Mesh("acme.example", tls.Forge), Mesh("partner.example", partner)],
            Workloads = [workload with { SpiffeId = SpiffeId.Parse("spiffe://partner.example/shop") }, workload with { Name = "other" }],
        });
        await tls.Rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment));
        using var own = partner.Issue("spiffe://partner.example/shop");
        using var pretended = tls.Forge.Issue("spiffe://partner.example/shop");
        using var other = tls.Forge.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        Assert.Equal((200, null), Answer(await tls.Send("GET /a", own)));
        Assert.Equal((403, "unknown_principal"), Answer(await tls.Send("GET /a", pretended)));
        Assert.Equal((403, "no_grant"), Answer(await tls.Send("GET /a", other)));
        await AssertRefusedForItsCertificate(3);
    }

    /// <summary>What coverage says of certificates that an intermediate issued, on the real engine.</summary>
    /// <param name="isListed">Whether the bundle holds the intermediate too.</param>
    /// <param name="pathLength">The root's; nginx answers a chain that is longer with a 400 of its own.</param>
    [Theory]
    [InlineData(1, false, null, 200, Coverage.Exact)]
    [InlineData(1, false, 0, 400, Coverage.Exact)]
    [InlineData(2, false, null, 403, Coverage.Narrower)]
    [InlineData(2, true, null, 200, Coverage.Narrower)]
    [InlineData(2, false, 0, 400, Coverage.Exact)]
    public async Task Certificate_OfAnIntermediate_CountsAsCoverageSays(int bundles, bool isListed, int? pathLength, int status, Coverage coverage)
    {
        using var root = new CertificateForge("root", pathLength: pathLength);
        using var intermediate = new CertificateForge("intermediate", root);
        using var partner = new CertificateForge("partner", pathLength: 0);
        var own = new SpiffeSettings { TrustDomain = "acme.example", TrustBundle = root.Bundle + (isListed ? "\n" + intermediate.Bundle : "") };
        IdentityProvider[] meshes = [new() { Name = "mesh", Spiffe = own }, Mesh("partner.example", partner)];
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo(tls.Rig.Upstream), NginxPolicies.Grant);
        var policy = PolicySet.Of(document with { IdentityProviders = [.. document.IdentityProviders, .. meshes.Take(bundles)] });
        await tls.Rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment));

        using var leaf = intermediate.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        using var direct = root.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        Assert.Equal(status, (await tls.Send("GET /a", leaf, intermediates: [intermediate.Authority])).Status);
        Assert.Equal(200, (await tls.Send("GET /a", direct)).Status);
        Assert.Equal(coverage, new NginxCompiler().Cover(policy.Principals, policy.Find(NginxPolicies.Environment, NginxPolicies.Service)!, 0).Coverage);
    }

    private static IdentityProvider Mesh(string trustDomain, CertificateForge authority) =>
        new() { Name = $"mesh-{trustDomain[0]}", Spiffe = new SpiffeSettings { TrustDomain = trustDomain, TrustBundle = authority.Bundle } };

    private static (int, string?) Answer(WireResponse response) => (response.Status, response.Header("X-Access-Reason"));

    private Task Serve(Func<Deployment, Deployment>? change = null)
    {
        var deployment = NginxPolicies.DeploymentTo(tls.Rig.Upstream);
        var document = NginxPolicies.Document(change?.Invoke(deployment) ?? deployment, NginxPolicies.Grant);
        var mesh = new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example", TrustBundle = tls.Forge.Bundle } };
        var policy = PolicySet.Of(document with { IdentityProviders = [.. document.IdentityProviders, mesh] });
        return tls.Rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment));
    }

    private async Task<HashSet<DecisionReason>> ComparePolicy(Dice dice, int seed)
    {
        var document = tls.WithBundle(PolicyGen.Document(dice, DateTimeOffset.UtcNow, tls.Rig.Upstream));
        var policy = PolicySet.Of(document);
        var environment = dice.One(PolicyGen.EnvironmentNames);
        await tls.Rig.Load(NginxBundles.Of(policy, environment));
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        var expected = new List<(WireRequest Request, Verdict Verdict, WireResponse Response)>();
        while (expected.Count < RequestsPerPolicy)
        {
            var request = RequestGen.Request(dice, document, DateTimeOffset.UtcNow);
            if (request.Environment != environment || (policy.Find(environment, request.Service) is null && dice.Chance(95))
                || (request.Certificate.Kind == ClientCertificateKind.None && dice.Chance(80)))
                continue;
            var host = PolicyGen.HostOf(environment, request.Service);
            var response = await tls.Send(
                $"{request.Method} {request.Path} HTTP/1.1\r\n{string.Join("\r\n", request.Headers.Select(h => $"{h.Key}: {h.Value}"))}", tls.CertificateFor(request.Certificate), host, host);
            // What nginx refuses by itself (a malformed line, TRACE, CONNECT) reaches no decision.
            if (response.Status is 400 or 405 && response.Header("X-Access-Reason") is null)
                continue;
            expected.Add((request, Evaluator.Decide(policy, request.ToAccessRequest(verifier)), response));
        }

        Compare(expected, seed);
        return [.. expected.Select(e => e.Verdict.Reason)];
    }

    private static void Compare(List<(WireRequest Request, Verdict Verdict, WireResponse Response)> expected, int seed)
    {
        foreach (var (request, verdict, response) in expected)
        {
            var context = $"seed {seed}: {request} answered {response.Status} {response.Body}, expected {verdict}";
            var passes = verdict.Effect == Effect.Allow || verdict.Mode == Mode.Shadow;
            Assert.True(passes == (response.Status == 200), context);
            Assert.True(passes || verdict.Reason.Name() == response.Header("X-Access-Reason"), context);
        }
    }

    /// <summary>One of so many requests was; the log has them in whatever order the workers wrote it.</summary>
    private async Task AssertRefusedForItsCertificate(int requests)
    {
        var refused = Assert.Single(await tls.Rig.Decisions(requests), d => d.GetProperty("reason").GetString() == "unknown_principal");
        Assert.Equal("certificate", refused.GetProperty("detail").GetString());
    }
}
