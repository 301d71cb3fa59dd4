using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>accessctl diagnose, toward a console and a real nginx over TLS that enforces its policy.</summary>
public sealed class DiagnoseCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DatabaseFixture database = new(postgres);
    private readonly TestDiary diary = new();
    private readonly TemporaryDirectory files = TemporaryDirectory.Create();
    private readonly TlsNginx tls = new(NginxProgram.Own);
    private ConsoleHost console = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        console = await ConsoleHost.StartAsync(database.ConnectionString, diary: diary, settings: [("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace")]);
        await console.SeedAsync(PolicyPrinter.ToYaml(Document));
    }

    public async ValueTask DisposeAsync()
    {
        await console.DisposeAsync();
        await database.DisposeAsync();
        await tls.DisposeAsync();
        files.Dispose();
    }

    private PolicyDocument Document => tls.WithBundle(Deciding(NginxPolicies.Document(NginxPolicies.DeploymentTo(tls.Rig.Upstream), NginxPolicies.Grant)));

    [Fact]
    public async Task GoodCall_IsMadeAndAnsweredAsTheConsoleSays()
    {
        await tls.Rig.Load(NginxBundles.Of(PolicySet.Of(Document), NginxPolicies.Environment));
        var token = NginxPolicies.Token();

        var run = await DiagnoseAsync(["--url", $"https://{NginxPolicies.Host}/x", "--token-file", Write("token", token), "--nginx-config", Write("nginx", await tls.Rig.DumpAsync()), .. Connect]);

        Assert.Equal("", Failed(run));
        Assert.Equal(0, run.ExitCode);
        Assert.All(["tls.name", "tls.authority", "call.answer", "clock.gateway", "clock.console", "nginx.location", "token.signature"], code => Assert.Equal("passed", Check(run, code).Text("result")));
        Assert.Equal("granted", run.Json["decision"]!.Text("reason"));
        Assert.True(diary.Mentions("/api/v1/diagnose"));
        Assert.False(diary.Mentions(token.Split('.')[2]));
    }

    [Fact]
    public async Task RefusedCall_SaysWhyBothRefuseIt_AndExits3()
    {
        await tls.Rig.Load(NginxBundles.Of(PolicySet.Of(Document), NginxPolicies.Environment));

        var run = await DiagnoseAsync(["--url", $"https://{NginxPolicies.Host}/x", "--token-file", Write("token", NginxPolicies.Token(age: 4000)), .. Connect]);

        Assert.Equal((3, "token.expiry call.answer"), (run.ExitCode, Failed(run)));
        Assert.Equal("the console says `token_invalid` too", Check(run, "call.agrees").Text("finding"));
    }

    [Fact]
    public async Task GatewayWithOtherRules_IsFoundToDisagree()
    {
        var other = tls.WithBundle(Deciding(NginxPolicies.Document(NginxPolicies.DeploymentTo(tls.Rig.Upstream))));
        await tls.Rig.Load(NginxBundles.Of(PolicySet.Of(other), NginxPolicies.Environment), revision: 900);

        var run = await DiagnoseAsync(["--url", $"https://{NginxPolicies.Host}/x", "--token-file", Write("token", NginxPolicies.Token()), .. Connect]);

        Assert.Equal("call.answer call.agrees call.revision", Failed(run));
        Assert.Equal("the console says `granted` of it", Check(run, "call.agrees").Text("finding"));
    }

    [Fact]
    public async Task CertificateOfTheCaller_IsShownToTheGateway()
    {
        await tls.Rig.Load(NginxBundles.Of(PolicySet.Of(Document), NginxPolicies.Environment));
        using var leaf = tls.Forge.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        var key = Write("key", leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        var run = await DiagnoseAsync(["--url", $"https://{NginxPolicies.Host}/x", "--cert-file", Write("cert", leaf.ExportCertificatePem()), "--key-file", key, .. Connect]);

        Assert.Equal("", Failed(run));
        Assert.Equal("passed", Check(run, "certificate.authority").Text("result"));
    }

    [Fact]
    public async Task GatewayThatNobodyVouchesFor_GetsNoToken()
    {
        await tls.Rig.Load(NginxBundles.Of(PolicySet.Of(Document), NginxPolicies.Environment));

        var run = await DiagnoseAsync(
            "--url", $"https://{NginxPolicies.Host}/x", "--token-file", Write("token", NginxPolicies.Token()), "--connect", "--connect-to", tls.Rig.Tls.ToString(), "--ca-file", Write("ca", tls.Foreign.Bundle));

        Assert.Equal("tls.authority", Failed(run));
        Assert.Contains("was not sent", Check(run, "call.answer").Text("finding"), StringComparison.Ordinal);
        Assert.False(File.Exists(tls.Rig.DecisionLog) && (await File.ReadAllTextAsync(tls.Rig.DecisionLog, TestContext.Current.CancellationToken)).Length > 0);
    }

    [Fact]
    public async Task ShadowedLocation_IsFoundInWhatNginxPrints()
    {
        await using var rig = new NginxRig("location ^~ /files/ { return 200 open; }");
        await rig.Load(NginxBundles.Of(PolicySet.Of(Document with { IdentityProviders = [Document.IdentityProviders[0]] }), NginxPolicies.Environment));

        var run = await DiagnoseAsync("--service", NginxPolicies.Service, "--path", "/files/x", "--token-file", Write("token", NginxPolicies.Token()), "--nginx-config", Write("nginx", await rig.DumpAsync()));

        Assert.Equal("nginx.location", Failed(run));
        Assert.Contains("access-host.conf:3)", Check(run, "nginx.location").Text("finding"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LocalBundle_IsHeldAgainstTheConsoles()
    {
        var missing = await DiagnoseAsync("--service", NginxPolicies.Service, "--bundle-directory", Path.Combine(files.Path, "nowhere"));
        var former = await DiagnoseAsync("--service", NginxPolicies.Service, "--bundle-directory", Bundle(0, NginxPolicies.Environment));
        var other = await DiagnoseAsync("--service", NginxPolicies.Service, "--bundle-directory", Bundle(1, "staging"));
        var newest = await DiagnoseAsync("--service", NginxPolicies.Service, "--bundle-directory", Bundle(1, NginxPolicies.Environment));

        Assert.Contains("no bundle in force", Check(missing, "bundle.local").Text("finding"), StringComparison.Ordinal);
        Assert.Contains("serves revision 1", Check(former, "bundle.local").Text("finding"), StringComparison.Ordinal);
        Assert.Contains("says nothing of the service", Check(other, "bundle.local").Text("finding"), StringComparison.Ordinal);
        Assert.Equal("passed", Check(newest, "bundle.local").Text("result"));
    }

    [Fact]
    public async Task Text_SaysEachCheckAndItsMend()
    {
        var run = await Accessctl.RunAsync(Accessctl.Toward(console.Address.ToString(), ConsoleHost.BootstrapToken), "diagnose", "--service", NginxPolicies.Service, "--path", "/a/../x");

        Assert.Equal((3, ""), (run.ExitCode, run.Error));
        Assert.Contains("failed  request.path", run.Output, StringComparison.Ordinal);
        Assert.Contains("untold  nginx.configuration      cannot be told from here, because nginx's configuration is at the gateway", run.Output, StringComparison.Ordinal);
        Assert.Contains("→ send it without empty or dot segments", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--connect --service api", "--connect calls --url")]
    [InlineData("--connect --url http://api.acme.example/x --token-file FILE", "sends no token over http")]
    [InlineData("--connect --url https://api.acme.example/x --connect-to nowhere", "write HOST:PORT")]
    [InlineData("--url ftp://api.acme.example/x", "no scheme")]
    [InlineData("--token-file /nowhere/token", "no file")]
    public async Task Nonsense_IsSaidAndAsksNobody(string options, string message)
    {
        var run = await Accessctl.RunAsync(["diagnose", .. options.Replace("FILE", Write("token", "x"), StringComparison.Ordinal).Split(' ')]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--token-file", " \n", "it must hold the caller's token")]
    [InlineData("--nginx-config", "\n", "it must hold what `nginx -T` prints")]
    [InlineData("--cert-file", "", "certificates in PEM")]
    [InlineData("--cert-file", "no certificate", "PEM begins with -----BEGIN CERTIFICATE-----")]
    [InlineData("--cert-file", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "that can be read")]
    public async Task File_ThatHoldsNothingOfTheKind_IsNamed(string option, string text, string message)
    {
        var file = Write("file", text);

        var run = await Accessctl.RunAsync("diagnose", "--service", NginxPolicies.Service, option, file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{option} names `{file}`", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CertificateInDer_IsNamedWithHowToConvertIt()
    {
        using var leaf = tls.Forge.Issue("spiffe://acme.example/ns/shop/sa/storefront");
        var file = Path.Combine(files.Path, "leaf.der");
        await File.WriteAllBytesAsync(file, leaf.RawData, TestContext.Current.CancellationToken);

        var run = await Accessctl.RunAsync("diagnose", "--service", NginxPolicies.Service, "--cert-file", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"`openssl x509 -in {file} -inform der`", run.Error, StringComparison.Ordinal);
    }

    private string[] Connect => ["--connect", "--connect-to", tls.Rig.Tls.ToString(), "--ca-file", Write("ca", tls.Forge.Bundle)];

    private static PolicyDocument Deciding(PolicyDocument document) => document with
    {
        IdentityProviders = [.. document.IdentityProviders, new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example" } }],
    };

    private Task<AccessctlRun> DiagnoseAsync(params string[] arguments) =>
        Accessctl.RunAsync(Accessctl.Toward(console.Address.ToString(), ConsoleHost.BootstrapToken), ["diagnose", "-o", "json", .. arguments]);

    private string Bundle(int revision, string environment)
    {
        var directory = Path.Combine(files.Path, string.Create(CultureInfo.InvariantCulture, $"{environment}-{revision}"));
        Directory.CreateDirectory(Path.Combine(directory, "current"));
        File.WriteAllText(
            Path.Combine(directory, "current", ".manifest"),
            $$$"""{"metadata":{"approvals":[],"coverage":{"exact":1,"narrower":0,"notEnforced":0,"wider":0},"effectiveAt":"2026-11-01T00:00:00Z","environment":"{{{environment}}}","policyRevision":{{{revision}}},"previousDigest":null,"service":null,"target":"nginx"},"revision":"{{{revision}}}","roots":["nginx"]}""");
        return directory;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(files.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static JsonNode Check(AccessctlRun run, string code) => run.Json["checks"]!.AsArray().Single(c => c!.Text("code") == code)!;

    private static string Failed(AccessctlRun run) => string.Join(' ', run.Json["checks"]!.AsArray().Where(c => c!.Text("result") == "failed").Select(c => c!.Text("code")));
}
