using System.Text;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Envoy;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Envoy;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class EnvoyInspectorTests
{
    [Fact]
    public void WhateverTheCompilerMakes_IsAccepted()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var dice = new Dice(seed);
            var document = EnvoyBundles.Before(PolicyGen.Document(dice, DateTimeOffset.UnixEpoch, "https://upstream.example:8443"), gateway: null);
            BundleInspector.Inspect(EnvoyBundles.Of(PolicySet.Of(document), dice.One(PolicyGen.EnvironmentNames)));
        }
    }

    [Fact]
    public void Bootstrap_IsAccepted() => BundleInspector.Inspect(DenyAllBootstrap.Files);

    [Theory]
    [InlineData("routes", "\"status\":421", "\"status\":421,\"body\":{\"filename\":\"/etc/shadow\"}", "filename")]
    [InlineData("routes", "\"status\":421", "\"status\":421,\"body\":{\"environmentVariable\":\"ACCESS_TOKEN\"}", "environmentVariable")]
    [InlineData("routes", "\"name\":\"access\"", "\"name\":\"other\"", "access")]
    [InlineData("routes", "\"resources\":", "\"control_plane\":{},\"resources\":", "control_plane")]
    [InlineData("token", "\"providers\":{}", "\"providers\":{\"filename\":{\"remote_jwks\":{}}}", "remote_jwks")]
    [InlineData("token", "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication", "envoy.extensions.filters.http.lua.v3.Lua", "Lua")]
    [InlineData("secrets", "\"validation_context\":", "\"tls_certificate\":{\"private_key\":{\"filename\":\"/etc/envoy/server.key\"}},\"validation_context\":", "filename")]
    [InlineData("clusters", "[]", "[{\"@type\":\"type.googleapis.com/envoy.config.cluster.v3.Cluster\",\"name\":\"x\",\"load_assignment\":{\"address\":{\"pipe\":{\"path\":\"/run/docker.sock\"}}}}]", "pipe")]
    [InlineData("clusters", "[]", "[{\"@type\":\"type.googleapis.com/envoy.config.listener.v3.Listener\",\"name\":\"x\"}]", "is no")]
    public void WhatABundleMayNotHold_IsRefused(string name, string text, string instead, string named)
    {
        var files = DenyAllBootstrap.Files.Select(file => file.Path == $"envoy/{name}.json" ? Changed(file, text, instead) : file).ToArray();
        var refusal = Assert.Throws<PullException>(() => BundleInspector.Inspect(files));
        Assert.Equal("resource", refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFiles_AreRefused()
    {
        Assert.Equal("unexpected_file", Assert.Throws<PullException>(() => BundleInspector.Inspect([.. DenyAllBootstrap.Files, new BundleFile("envoy/lds.json", default)])).Code);
        Assert.Equal("missing_file", Assert.Throws<PullException>(() => BundleInspector.Inspect([.. DenyAllBootstrap.Files.Skip(1)])).Code);
    }

    [Fact]
    public void EverythingThatIsWrong_IsToldAtOnce()
    {
        BundleFile[] files =
        [
            .. DenyAllBootstrap.Files.Where(file => file.Path != "envoy/token.json")
                .Select(file => file.Path == "envoy/routes.json" ? Changed(file, "\"status\":421", "\"status\":421,\"body\":{\"filename\":\"/etc/shadow\",\"watched_directory\":{}}") : file),
            new BundleFile("envoy/lds.json", default),
        ];
        Assert.Equal(
            "`envoy/routes.json` has `filename`, and has `watched_directory`; the bundle holds `envoy/lds.json`, which is not a file of an Envoy bundle; the bundle lacks `envoy/token.json`",
            Assert.Throws<PullException>(() => BundleInspector.Inspect(files)).Message);
    }

    private static BundleFile Changed(BundleFile file, string text, string instead)
    {
        var before = Encoding.UTF8.GetString(file.Content.Span);
        var after = before.Replace(text, instead, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
        return file with { Content = Encoding.UTF8.GetBytes(after) };
    }
}
