using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>The example configuration and the bootstrap of <c>deploy/opa</c> with the real OPA.</summary>
public sealed class OpaExampleTests : IDisposable
{
    private const string Token = "eyJhbGciOiJub25lIn0.e30.c2VjcmV0";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("opa-example-");
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static string Examples => Repository.PathTo("deploy", "opa");

    [Fact]
    public async Task Example_UntilASignedBundleOfItsScopeComes_DeniesEverything()
    {
        using var console = new BundleServer();
        await using var opa = await StartAsync(console);
        Assert.Equal("unknown_environment", await ReasonAsync(opa));

        console.Bundle = await BuildAsync(scope: null);
        await UntilAsync(() => Task.FromResult(opa.Output.Contains("missing .signatures.json", StringComparison.Ordinal)), opa);
        Assert.Equal("unknown_environment", await ReasonAsync(opa));

        console.Bundle = await BuildAsync(scope: "staging/opa/*");
        await UntilAsync(() => Task.FromResult(opa.Output.Contains("scope mismatch", StringComparison.Ordinal)), opa);
        Assert.Equal("unknown_environment", await ReasonAsync(opa));

        console.Bundle = await BuildAsync(scope: "production/opa/*");
        await UntilAsync(async () => await ReasonAsync(opa) == "token_invalid", opa);
    }

    [Fact]
    public async Task DecisionLog_OfTheExample_HoldsNoToken()
    {
        using var console = new BundleServer { Bundle = await BuildAsync(scope: "production/opa/*") };
        await using var opa = await StartAsync(console);
        // The first of these are decided, and logged, before the bundle is there.
        await UntilAsync(async () => await ReasonAsync(opa) == "token_invalid", opa);
        var headers = new JsonObject { ["authorization"] = $"Bearer {Token}", ["x-cloud-token"] = Token };
        var http = new JsonObject { ["method"] = "GET", ["path"] = "/marker", ["host"] = "x", ["headers"] = headers };
        await opa.QueryAsync("access/envoy", new JsonObject { ["attributes"] = new JsonObject { ["request"] = new JsonObject { ["http"] = http } } });

        await UntilAsync(() => Task.FromResult(opa.Output.Contains("/marker", StringComparison.Ordinal)), opa);
        Assert.DoesNotContain(Token, opa.Output, StringComparison.Ordinal);
        Assert.Contains("/input/token", opa.Output, StringComparison.Ordinal);
        Assert.Contains("/input/attributes/request/http/headers/x-cloud-token", opa.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        key.Dispose();
        directory.Delete(recursive: true);
    }

    private Task<OpaServer> StartAsync(BundleServer console)
    {
        var token = Path.Combine(directory.FullName, "token");
        File.WriteAllText(token, "puller");
        var environment = new Dictionary<string, string>
        {
            ["ACCESS_SERVER"] = console.Address,
            ["ACCESS_TOKEN_FILE"] = token,
            ["ACCESS_SIGNING_KEY"] = key.ExportSubjectPublicKeyInfoPem().ReplaceLineEndings("\\n"),
            ["ACCESS_CACHE"] = Path.Combine(directory.FullName, "cache"),
            ["ACCESS_NAME"] = "example",
        };
        return OpaServer.StartAsync(
            environment, "--config-file", Path.Combine(Examples, "config.yaml"),
            "--set", "bundles.access.polling.min_delay_seconds=1", "--set", "bundles.access.polling.max_delay_seconds=1", Path.Combine(Examples, "bootstrap"));
    }

    /// <summary>A bundle as opa itself builds and signs it; unsigned without a scope.</summary>
    private async Task<byte[]> BuildAsync(string? scope)
    {
        var source = directory.CreateSubdirectory(Path.GetRandomFileName()).FullName;
        var policy = PolicySet.Of(PolicyGen.Document(HeaderDice(), DateTimeOffset.UnixEpoch));
        OpaBundles.WriteBundle(source, OpaBundles.Compile(policy, "production"));
        var archive = $"{source}.tar.gz";
        string[] signing = [];
        if (scope is not null)
        {
            await File.WriteAllTextAsync($"{source}.pem", key.ExportECPrivateKeyPem());
            await File.WriteAllTextAsync($"{source}.json", new JsonObject { ["scope"] = scope }.ToJsonString());
            signing = ["--signing-alg", "ES256", "--signing-key", $"{source}.pem", "--claims-file", $"{source}.json"];
        }

        var (exitCode, output) = await OpaRig.RunAsync(["build", "--bundle", source, "--output", archive, .. signing]);
        Assert.True(exitCode == 0, output);
        return await File.ReadAllBytesAsync(archive);
    }

    /// <summary>The first seed whose policy has a service in production and a token header of its own.</summary>
    private static Dice HeaderDice() => new(Enumerable.Range(0, 100).First(seed =>
    {
        var document = PolicyGen.Document(new Dice(seed), DateTimeOffset.UnixEpoch);
        return document.IdentityProviders[1].Oidc!.TokenHeader == "X-Cloud-Token" && document.Services[0].In("production") is not null;
    }));

    private static async Task<string?> ReasonAsync(OpaServer opa)
    {
        var answer = await opa.QueryAsync("access/decision", new JsonObject { ["environment"] = "production", ["service"] = PolicyGen.ServiceNames[0], ["token"] = Token });
        return (string?)answer!["reason"];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, OpaServer opa)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await condition())
                return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail(opa.Output);
    }
}
