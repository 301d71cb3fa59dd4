using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>The machine side with an https endpoint that asks for clients' certificates, and the authorities of both sides.</summary>
internal sealed class CertifiedSide : IAsyncDisposable
{
    public const string TrustDomain = "acme.example";
    public const string PullerId = "spiffe://acme.example/gateways/berlin-1";

    private readonly CertificateForge servers = new("servers");
    private readonly TemporaryDirectory files = TemporaryDirectory.Create();

    /// <summary>Vouches for the pullers' certificates.</summary>
    public CertificateForge Authority { get; } = new("pullers");

    public string BundleFile => Path.Combine(files.Path, "clients.pem");

    public MachineSide Side { get; private set; } = null!;

    public static async Task<CertifiedSide> StartAsync(TimeProvider? clock = null, string? directory = null, Action<MachineSide>? prepare = null)
    {
        var certified = new CertifiedSide();
        await certified.RunAsync(clock, directory, prepare);
        return certified;
    }

    /// <summary>Registers the puller in memory and store.</summary>
    public AccessToken Register(string environment = "production", Target target = Target.Opa, string? service = null, string id = PullerId)
    {
        var token = MachineSide.NewToken(environment, target, service, spiffeId: id).Token;
        Side.Tokens.Add(token);
        Side.Get<TokenCache>().Add(token);
        return token;
    }

    /// <param name="intermediates">What the client sends beside its certificate.</param>
    public HttpClient Client(X509Certificate2? certificate, params X509Certificate2[] intermediates) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true),
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { servers.Authority } },
        },
    })
    {
        BaseAddress = new Uri($"https://localhost:{Side.SecureAddress.Port}"),
    };

    public HttpClient Client(string id = PullerId) => Client(Authority.Issue(id));

    public static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path = "/v1/bundles/production/opa", string? token = null, Version? version = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = version ?? HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(version ?? HttpVersion.Version11, answer.Version);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Side.DisposeAsync();
        Authority.Dispose();
        servers.Dispose();
        files.Dispose();
    }

    private async Task RunAsync(TimeProvider? clock, string? directory, Action<MachineSide>? prepare)
    {
        using var server = servers.IssueServer("localhost");
        await File.WriteAllTextAsync(BundleFile, Authority.Bundle, TestContext.Current.CancellationToken);
        Side = await MachineSide.StartAsync(
            prepare,
            directory,
            clock,
            ("Distribution:ClientTrustBundleFile", BundleFile),
            ("Distribution:TrustDomain", TrustDomain),
            ("Kestrel:Endpoints:Plain:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Machine:Url", "https://127.0.0.1:0"),
            ("Kestrel:Endpoints:Machine:ClientCertificateMode", "AllowCertificate"),
            ("Kestrel:Endpoints:Machine:Certificate:Path", Put("server.pem", server.ExportCertificatePem())),
            ("Kestrel:Endpoints:Machine:Certificate:KeyPath", Put("server.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())));
    }

    private string Put(string name, string text)
    {
        File.WriteAllText(Path.Combine(files.Path, name), text);
        return Path.Combine(files.Path, name);
    }
}
