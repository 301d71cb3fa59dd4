using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static AccessConsole.Tests.Distribution.CertifiedSide;

namespace AccessConsole.Tests.Distribution;

/// <summary>Pullers that show a certificate, over real TLS.</summary>
public sealed class ClientCertificateTests
{
    [Fact]
    public async Task Registered_PullsAndReportsWithoutAToken()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        var registration = certified.Register();
        using var client = certified.Client();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, version: HttpVersion.Version20));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/v1/bundles/staging/opa"));
        using var report = await client.PostAsync(
            "/v1/status", new StringContent("""{"labels":{"id":"berlin-1"}}""", new MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, report.StatusCode);
        Assert.Equal(registration.Id, Assert.Single(certified.Side.Get<EnforcementPoints>().List()).TokenId);
    }

    [Fact]
    public async Task BadCertificate_IsRefused_WhateverTokenIsBesideIt()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        certified.Register();
        var token = certified.Side.AddToken();
        using var others = new CertificateForge("others");
        var authority = certified.Authority;
        X509Certificate2[] bad =
        [
            others.Issue(PullerId),
            authority.Issue("spiffe://other.example/gateways/berlin-1"),
            authority.Issue(PullerId, "spiffe://acme.example/gateways/berlin-2"),
            authority.Issue(PullerId, "https://acme.example/"),
            authority.Issue(),
            authority.Issue("https://acme.example/gateways/berlin-1"),
            authority.Issue([PullerId], [], CertificateForge.LeafUsage, new X509BasicConstraintsExtension(true, false, 0, true)),
            authority.Issue([PullerId], [], new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true)),
            authority.Issue([PullerId], []),
            authority.Issue([PullerId], [], CertificateForge.LeafUsage, new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false)),
        ];

        foreach (var certificate in bad)
        {
            using var client = certified.Client(certificate);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, token: token));
        }
    }

    [Fact]
    public async Task Unregistered_IsNobody_AndLeavesATokenBesideItAlone()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        var token = certified.Side.AddToken();
        using var client = certified.Client();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, token: token));
    }

    [Fact]
    public async Task TokenBesideARegistration_MustBeForTheSameScope()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        await certified.Side.PublishAsync(1, new("staging", Target.Opa));
        certified.Register();
        var (same, other) = (certified.Side.AddToken(), certified.Side.AddToken("staging"));
        using var client = certified.Client();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, token: same));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/v1/bundles/staging/opa", other));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, token: other));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, token: TokenText.Create(TokenKind.Puller)));
    }

    [Fact]
    public async Task Registration_Revoked_EndsAtOnceOnTheSameConnection()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        var registration = certified.Register();
        using var client = certified.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));

        certified.Side.Tokens.Revoke(registration.Id);
        certified.Side.Get<TokenCache>().Revoke(registration.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Fact]
    public async Task Registration_OfAnotherReplica_IsFoundInTheStoreOnce()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        certified.Side.Tokens.Add(MachineSide.NewToken(spiffeId: PullerId).Token);
        using var client = certified.Client();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        Assert.Equal(1, certified.Side.Tokens.Asked);
    }

    [Fact]
    public async Task Registration_RestartedWithoutTheDatabase_IsKnownFromTheDisk()
    {
        using var data = TemporaryDirectory.Create();
        await using (var first = await StartAsync(directory: data.Path))
        {
            await first.Side.PublishAsync(1);
            var id = first.Register().Id;
            await MachineSide.WaitUntilAsync(() => IsCached(data.Path, $"{id}"), "the registration to be cached");
            await MachineSide.WaitUntilAsync(() => Directory.GetFiles(data.Path, "*.bundle", SearchOption.AllDirectories).Length == 1, "the bundle to be cached");
        }

        await using var again = await StartAsync(directory: data.Path, prepare: side => side.Bundles.IsAway = side.Tokens.IsAway = true);

        using var known = again.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(known));
        using var unknown = again.Client("spiffe://acme.example/gateways/unknown");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(unknown));
    }

    [Fact]
    public async Task Certificate_OfAnIntermediateAuthority_VerifiesByWhatTheClientSends()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        certified.Register();
        using var intermediate = new CertificateForge("intermediate", certified.Authority);

        using var whole = certified.Client(intermediate.Issue(PullerId), intermediate.Authority);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(whole));
        using var alone = certified.Client(intermediate.Issue(PullerId));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(alone));
    }

    [Fact]
    public async Task Connection_OutlivingItsAuthority_IsRefused()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var certified = await StartAsync(clock);
        await certified.Side.PublishAsync(1);
        certified.Register();
        using var client = certified.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        using var next = new CertificateForge("next");

        await ReplaceBundleAsync(certified, next.Bundle, clock);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
        await ReplaceBundleAsync(certified, certified.Authority.Bundle + "\n" + next.Bundle, clock);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        using var other = certified.Client(next.Issue(PullerId));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other));
        await ReplaceBundleAsync(certified, "damaged", clock);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
    }

    [Fact]
    public async Task Connection_OutlivingItsCertificate_IsRefused()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var certified = await StartAsync(clock);
        await certified.Side.PublishAsync(1);
        var registration = MachineSide.NewToken(lifetime: TimeSpan.FromDays(9), spiffeId: PullerId).Token;
        certified.Side.Tokens.Add(registration);
        certified.Side.Get<TokenCache>().Add(registration);
        using var client = certified.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));

        clock.Advance(TimeSpan.FromHours(13));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Fact]
    public async Task WithoutACertificate_TokensCountAsElsewhere()
    {
        await using var certified = await StartAsync();
        await certified.Side.PublishAsync(1);
        certified.Register();
        using var client = certified.Client(certificate: null);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, token: certified.Side.AddToken()));
    }

    private static async Task ReplaceBundleAsync(CertifiedSide certified, string bundle, FakeTimeProvider clock)
    {
        await File.WriteAllTextAsync(certified.BundleFile, bundle, TestContext.Current.CancellationToken);
        // The file's time is what tells that it changed, and disks may count it coarsely.
        File.SetLastWriteTimeUtc(certified.BundleFile, File.GetLastWriteTimeUtc(certified.BundleFile).AddSeconds(Random.Shared.Next(1, 1_000_000)));
        clock.Advance(TimeSpan.FromSeconds(6));
    }

    private static bool IsCached(string directory, string text)
    {
        var file = Path.Combine(directory, "distribution", "tokens.json");
        return File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.Ordinal);
    }
}
