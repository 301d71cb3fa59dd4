using System.Text;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Consul;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class ConsulInspectorTests
{
    private const string Meta = """
        "Meta":{"managed-by":"access-console","access-environment":"production","access-service":"api","access-digest":"sha256:0"}
        """;

    private const string Entries = $$$$"""
        [{"Kind":"jwt-provider","Name":"access.production.api.buildkite",{{{{Meta}}}},"Issuer":"https://agent.buildkite.com","JSONWebKeySet":{"Local":{"JWKS":"e30="}}},
         {"Kind":"service-intentions","Name":"api",{{{{Meta}}}},"Sources":[{"Name":"web","Action":"allow"}]}]
        """;

    [Fact]
    public void Entries_SayWhetherTheyOpen()
    {
        Assert.Equal([false, true], Read(Entries).Select(e => e.Opens));
        Assert.Equal([false, false], Read(Entries.Replace("allow", "deny", StringComparison.Ordinal)).Select(e => e.Opens));
        Assert.Equal([false, true], Read(Entries.Replace("\"Action\":\"allow\"", "\"Permissions\":[{\"Action\":\"deny\"},{\"Action\":\"allow\"}]", StringComparison.Ordinal)).Select(e => e.Opens));
    }

    [Theory]
    [InlineData("service-intentions", "proxy-defaults", "may not hold")]
    [InlineData("service-intentions", "service-defaults", "may not hold")]
    [InlineData("\"Name\":\"api\"", "\"Name\":\"*\"", "every service")]
    [InlineData("\"Sources\":[{\"Name\":\"web\",\"Action\":\"allow\"}]", "\"Sources\":[]", "no sources")]
    [InlineData("\"Sources\":", "\"Partition\":\"other\",\"Sources\":", "Partition")]
    [InlineData("\"Local\":{\"JWKS\":\"e30=\"}", "\"Remote\":{\"URI\":\"http://169.254.169.254/\"}", "inline")]
    [InlineData("\"JWKS\":\"e30=\"", "\"Filename\":\"/etc/shadow\"", "inline")]
    [InlineData("access.production.api.buildkite", "okta", "not named")]
    [InlineData("\"access-environment\":\"production\"", "\"access-environment\":\"staging\"", "Meta")]
    [InlineData("\"managed-by\":\"access-console\",", "", "Meta")]
    public void EntryThatABundleMayNotHold_IsRefused(string text, string instead, string named)
    {
        var changed = Entries.Replace(text, instead, StringComparison.Ordinal);
        Assert.NotEqual(Entries, changed);
        Assert.Contains(named, Assert.Throws<PullException>(() => Read(changed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[")]
    [InlineData("")]
    [InlineData("""[{"Kind":"service-intentions","Kind":"jwt-provider"}]""")]
    public void WhatIsNoListOfEntries_IsRefused(string text) => Assert.Throws<PullException>(() => Read(text));

    [Fact]
    public void EverythingThatIsWrong_IsToldAtOnce()
    {
        var wrong = Entries.Replace("\"Issuer\":", "\"Forwarding\":{},\"Issuer\":", StringComparison.Ordinal).Replace("access.production.api.buildkite", "okta", StringComparison.Ordinal)
            .Replace("[{\"Name\":\"web\",\"Action\":\"allow\"}]", "[]", StringComparison.Ordinal);
        Assert.Equal(
            "object 1 of `consul/entries.json` (`okta`) has `Forwarding`, and is not named for its environment and service; object 2 of `consul/entries.json` (`api`) has no sources",
            Assert.Throws<PullException>(() => Read(wrong)).Message);
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:8500/")]
    [InlineData("localhost:8500", "http://localhost:8500/")]
    [InlineData("https://consul.example:8501", "https://consul.example:8501/")]
    public void Address_IsConsulsOwn(string? text, string address) => Assert.Equal(new Uri(address), ConsulSettings.Parse(text, null).Address);

    [Theory]
    [InlineData("consul.example:8500")]
    [InlineData("http://consul.example:8500")]
    [InlineData("unix:///run/consul.sock")]
    public void AddressThatWouldTellTheToken_IsRefused(string text) =>
        Assert.Contains("CONSUL_HTTP_ADDR", Assert.Throws<FormatException>(() => ConsulSettings.Parse(text, "secret")).Message, StringComparison.Ordinal);

    private static IReadOnlyList<AccessConsole.Cli.Pull.Objects.DeclaredObject> Read(string json) =>
        new EntryInspector(new BundleScope("production", Target.Consul)).Read([new BundleFile("consul/entries.json", Encoding.UTF8.GetBytes(json))]);
}
