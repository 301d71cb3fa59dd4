using AccessConsole.Core.Bundles;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>A real OPA pulls from the machine side as its own documentation has it.</summary>
public sealed class OpaPullTests
{
    [Fact]
    public async Task Opa_PollsVerifiesActivatesAndReports()
    {
        _ = OpaRig.Binary;
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1, content: """{"answer":1}""");
        var points = side.Get<EnforcementPoints>();
        await using var opa = await OpaServer.StartAsync("--config-file", WriteConfiguration(side, token, MachineSide.Opa.ToString()));

        await MachineSide.WaitUntilAsync(() => points.List() is [{ Revision: 1, Error: null }], $"opa to report revision 1: {opa.Output}");
        await side.WaitForHeldAsync(1);
        await side.PublishAsync(2, content: """{"answer":2}""");
        await MachineSide.WaitUntilAsync(() => points.List() is [{ Revision: 2, Error: null }], $"opa to report revision 2: {opa.Output}");

        await MachineSide.WaitUntilAsync(() => Steps(side, 2) is { Fetched: not null, Activated: not null }, "the ledger to have it");
        Assert.Equal("opa-berlin", points.List()[0].Name);
        Assert.Equal(2, (await opa.QueryAsync("access/answer", input: null))!.GetValue<int>());
        await side.WaitForHeldAsync(1);
        Assert.Equal(1, side.Get<HeldPollLimit>().Held);
    }

    [Fact]
    public async Task Opa_ThatExpectsAnotherScope_RefusesAndSaysSo()
    {
        _ = OpaRig.Binary;
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        var points = side.Get<EnforcementPoints>();

        await using var opa = await OpaServer.StartAsync("--config-file", WriteConfiguration(side, token, "staging/opa/*"));

        await MachineSide.WaitUntilAsync(() => points.List() is [{ Revision: null, Error: not null }], $"opa to report its refusal: {opa.Output}");
    }

    [Fact]
    public async Task Opa_ThatPinsANewKey_TakesTheArchiveThatThisKeySigned()
    {
        _ = OpaRig.Binary;
        using var files = TemporaryDirectory.Create();
        await using var side = await MachineSide.StartAsync(settings: KeyFiles.Write(files.Path, signingKeys: 2).Settings);
        var token = side.AddToken();
        await side.PublishAsync(1, content: """{"answer":1}""");
        side.Catalog.Publish(1, [await MachineSide.SealAsync(side.Keys.Live[1], 1, MachineSide.Opa, """{"answer":1}""")]);
        var points = side.Get<EnforcementPoints>();
        var pinned = side.VerificationKeys.Last();

        await using var opa = await OpaServer.StartAsync(
            "--config-file", WriteConfiguration(side, token, MachineSide.Opa.ToString(), pinned, $"bundles/production/opa?keyid={pinned.KeyId}"));

        await MachineSide.WaitUntilAsync(() => points.List() is [{ Revision: 1, Error: null }], $"opa to report revision 1: {opa.Output}");
        Assert.Equal(1, (await opa.QueryAsync("access/answer", input: null))!.GetValue<int>());
    }

    /// <summary>What the ledger has of a revision, put together.</summary>
    private static (DateTimeOffset? Fetched, DateTimeOffset? Activated) Steps(MachineSide side, int revision)
    {
        var steps = side.Rollouts.Steps.Where(s => s.Revision == revision).ToArray();
        return (steps.Min(s => s.Fetched), steps.Min(s => s.Activated));
    }

    private static string WriteConfiguration(
        MachineSide side, string token, string scope, VerificationKey? pinned = null, string resource = "bundles/production/opa")
    {
        var key = pinned ?? side.VerificationKeys.First();
        var path = Path.Combine(side.Directory, "opa.yaml");
        File.WriteAllText(path, $$"""
            services:
              console:
                url: {{side.Address}}v1
                credentials: { bearer: { token: "{{token}}" } }
                headers: { Access-Enforcement-Point: opa-berlin }
            labels: { name: opa-berlin }
            keys:
              "{{key.KeyId}}":
                algorithm: ES256
                key: "{{SigningKeys.ExportPublicPem(key).ReplaceLineEndings("\\n")}}"
            bundles:
              access:
                service: console
                resource: "{{resource}}"
                polling: { long_polling_timeout_seconds: 20, min_delay_seconds: 1, max_delay_seconds: 1 }
                signing: { keyid: "{{key.KeyId}}", scope: "{{scope}}" }
            status: { service: console }
            """);
        return path;
    }
}
