using System.Net;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Signing;
using AccessConsole.Distribution.Health;
using AccessConsole.Signer;
using AccessConsole.Signing;
using AccessConsole.Signing.Remote;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>The signer's process by itself: killed, misconfigured, and over https.</summary>
public sealed class SignerProcessTests : IDisposable
{
    private readonly SignerPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task SignerThatIsKilled_GivesTheSameSignatureAgain()
    {
        await BeginAsync(place);
        var request = SigningRequestJson.Write(Request());
        await using var first = await SignerProcess.StartAsync(place);
        var answer = await SignAsync(first, request);
        await first.KillAsync();

        await using var second = await SignerProcess.StartAsync(place);
        var again = await SignAsync(second, request);

        Assert.NotEmpty(SigningAnswerJson.Read(answer));
        Assert.Equal(answer, again);
    }

    [Fact]
    public async Task Init_SaysWhatItTakesOnSomebodysWord()
    {
        var output = await BeginAsync(place);

        Assert.Contains("builds on revision 7 from now on, because you say that it is right", output, StringComparison.Ordinal);
        Assert.Contains("production (2 approvals)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignerWithoutABeginning_DoesNotStart()
    {
        var (exitCode, output) = await SignerProcess.RunToEndAsync([], place.OfSigner);

        Assert.Equal(1, exitCode);
        Assert.Contains("Signer__StateDirectory", output, StringComparison.Ordinal);
        Assert.Contains("signer init --base FILE", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_ThatIsNotUsable_NamesEveryKey()
    {
        var (exitCode, output) = await SignerProcess.RunToEndAsync(
            [],
            [
                ("Signer:Listen", "http://signer.example:8443"), ("Signer:Roles:group", "king"), ("Signer:ClockSkew", "01:00:00"), ("Signer:FreshnessLifetime", "00:00:01"),
                ("Signer:ApprovalLifetime", "00:00:01"), ("Signer:Providers:0:Authority", "nowhere"), ("Signer:Providers:0:KeysFile", "/nowhere/keys.json"),
            ]);

        Assert.Equal(1, exitCode);
        string[] keys =
        [
            "Signer__Listen", "Signer__CredentialFile", "Signer__StateDirectory", "Signer__Roles__group", "Signer__ClockSkew", "Signer__FreshnessLifetime", "Signer__ApprovalLifetime",
            "Signer__Providers__0__Authority", "Signer__Providers__0__ClientId", "Signer__Providers__0__KeysFile", "Signing__KeyFile", "Signing__RootPublicKeyFile", "Signing__KeyListFile",
        ];
        Assert.All(keys, key => Assert.Contains(key, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signer_OverHttps_IsKnownByItsAuthority()
    {
        using var authority = new CertificateForge("signers");
        using var secure = new SignerPlace($"https://localhost:{FreePorts.Take()}");
        using var certificate = authority.IssueServer("localhost");
        await File.WriteAllTextAsync(secure.At("tls.pem"), certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(secure.At("tls.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(secure.At("ca.pem"), authority.Bundle, TestContext.Current.CancellationToken);
        (string, string)[] tls = [("Signer:CertificateFile", secure.At("tls.pem")), ("Signer:CertificateKeyFile", secure.At("tls.key"))];
        await BeginAsync(secure, tls);
        await using var signer = SignerProcess.Begin(secure, tls);

        using var known = Client(secure, secure.At("ca.pem"));
        await Eventually.HoldsAsync(() => AnswersAsync(known), "the signer to answer by https");
        using var unknown = Client(secure, authorityFile: "");
        Assert.False(await AnswersAsync(unknown));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("welcome")]
    [InlineData("{\"highest\":\"all\",\"keys\":[]}")]
    public async Task WhatIsNoSigner_IsSaidToBeThat(string answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(place.Address["unix:".Length..]));
        await using var other = builder.Build();
        other.Run(context => context.Response.WriteAsync(answer));
        await other.StartAsync(TestContext.Current.CancellationToken);
        using var client = Client(place, "");

        var state = await Assert.ThrowsAsync<SignerException>(() => client.AskStateAsync(TestContext.Current.CancellationToken));
        var fresh = await Assert.ThrowsAsync<SignerException>(() => client.SayFreshAsync(new FreshnessQuestion("production/opa", "key", "digest", 1), TestContext.Current.CancellationToken));

        Assert.All([state, fresh], failure => Assert.Contains("look whether it is a signer", failure.Message, StringComparison.Ordinal));
    }

    private static async Task<bool> AnswersAsync(SignerClient client)
    {
        try
        {
            return (await client.AskStateAsync(TestContext.Current.CancellationToken)).Highest == 7;
        }
        catch (SignerException e) when (e.IsAway)
        {
            return false;
        }
    }

    private static SignerClient Client(SignerPlace place, string authorityFile) => new(
        Options.Create(new SigningOptions { Signer = new RemoteSignerOptions { Address = place.Address, CredentialFile = place.At("credential"), CertificateAuthorityFile = authorityFile } }),
        new DegradedParts(TimeProvider.System), NullLogger<SignerClient>.Instance);

    private static async Task<byte[]> SignAsync(SignerProcess signer, byte[] request)
    {
        using var answer = await signer.Client.PostAsync("/v1/sign", new ByteArrayContent(request), TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> BeginAsync(SignerPlace place, params (string Key, string Value)[] settings)
    {
        await File.WriteAllBytesAsync(place.BaseFile, SignedStateJson.Write(Beginning()).ToArray(), TestContext.Current.CancellationToken);
        var (exitCode, output) = await SignerProcess.RunToEndAsync(["init", "--base", place.BaseFile], [.. place.OfSigner, .. settings]);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static SignedState Beginning() => SignedState.Beginning(
        7, 7, "seven", new CompilationInput(DeskFixture.Policy, DeskFixture.Keys, DeskFixture.Now.AddYears(-1)));

    private static SigningRequest Request()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        return DeskFixture.Change("first", 8) with { ReviewedAt = now, EffectiveAt = now };
    }
}
