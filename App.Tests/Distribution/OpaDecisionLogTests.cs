using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Engines.Opa;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>A real OPA with a compiled bundle, whose decision log plugin is pointed at the console.</summary>
public sealed class OpaDecisionLogTests
{
    [Fact]
    public async Task Decisions_OfARealOpa_AreKeptHoweverItIsAsked()
    {
        _ = OpaRig.Binary;
        await using var side = await MachineSide.StartAsync();
        var policy = NginxPolicies.Policy(NginxPolicies.DeploymentTo("https://10.0.0.1") with { Hops = [new Hop { Engine = Target.Opa }] }, NginxPolicies.Grant);
        using var files = TemporaryDirectory.Create();
        OpaBundles.WriteBundle(files.Path, OpaBundles.Compile(policy, NginxPolicies.Environment));
        var configuration = Path.Combine(side.Directory, "opa.yaml");
        await File.WriteAllTextAsync(configuration, $$"""
            services:
              console:
                url: {{side.Address}}v1
                credentials: { bearer: { token: "{{side.AddToken()}}" } }
            labels: { name: opa-of-the-test }
            decision_logs:
              service: console
              reporting: { min_delay_seconds: 1, max_delay_seconds: 1 }
            """, TestContext.Current.CancellationToken);
        await using var opa = await OpaServer.StartAsync("--config-file", configuration, "--bundle", files.Path);
        var token = NginxPolicies.Token(0, new JsonObject { ["build_id"] = "0190046e-0000-4000-8000-000000000009", ["build_branch"] = "main", ["job_id"] = "j-1" });

        await opa.QueryAsync("access/decision", new JsonObject { ["environment"] = "production", ["service"] = "api", ["method"] = "GET", ["path"] = "/by-token?x=s3cret", ["token"] = token });
        await opa.QueryAsync("access/decision", new JsonObject { ["environment"] = "production", ["service"] = "api", ["method"] = "GET", ["path"] = "/by-name", ["pipeline"] = "deploy", ["branch"] = "main" });
        await opa.QueryAsync("access/envoy", Envoy(token, "/by-envoy?x=s3cret"));
        await opa.QueryAsync("access/envoy", Envoy(TokenForge.Tampered(token), "/refused"));
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count == 4, $"four decisions: {opa.Output}");

        var kept = side.Decisions.List().ToDictionary(decision => decision.Path!);
        Assert.All(kept.Values, decision => Assert.Equal(("opa-of-the-test", "production", "api"), (decision.Point, decision.Environment, decision.Service)));
        Assert.Equal(("path_not_canonical", "deny"), (kept["/by-token"].Reason, kept["/by-token"].Effect));
        Assert.Equal(("granted", "deploy-may", "pipeline/deploy", "main"), (kept["/by-name"].Reason, kept["/by-name"].Grant, kept["/by-name"].Principal, kept["/by-name"].Claims["build_branch"]));
        var envoy = kept["/by-envoy"];
        Assert.Equal(("granted", "pipeline/deploy", "0190046e-0000-4000-8000-000000000009", "j-1", "4bf92f3577b34da6a3ce929d0e0e4736"), (envoy.Reason, envoy.Principal, envoy.Build, envoy.Job, envoy.Trace));
        Assert.Equal(("token_invalid", "signature", (string?)null), (kept["/refused"].Reason, kept["/refused"].Detail, kept["/refused"].Principal));
        var everything = JsonSerializer.Serialize(kept.Values);
        Assert.DoesNotContain("s3cret", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], everything, StringComparison.Ordinal);
    }

    private static JsonObject Envoy(string token, string path) => new()
    {
        ["attributes"] = new JsonObject
        {
            ["request"] = new JsonObject
            {
                ["http"] = new JsonObject
                {
                    ["method"] = "GET",
                    ["path"] = path,
                    ["host"] = NginxPolicies.Host,
                    ["headers"] = new JsonObject { ["authorization"] = $"Bearer {token}", ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", ["cookie"] = "s3cret" },
                },
            },
        },
    };
}
