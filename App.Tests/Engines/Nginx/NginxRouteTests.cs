using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Diagnosis.Nginx;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What a real nginx does with a location or server that comes before the bundle's, and what is found out from its configuration.</summary>
public sealed class NginxRouteTests
{
    [Theory]
    [InlineData("", "/files/a.png", false)]
    [InlineData("location ^~ /files/ { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/a.png", true)]
    [InlineData("location /files/ { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/a.png", true)]
    [InlineData("location = /files/a.png { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/a.png", true)]
    [InlineData("location = /files/a.png { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/b.png", false)]
    [InlineData("location ~* \\.PNG$ { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/a.png", true)]
    [InlineData("location ~ \\.PNG$ { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/a.png", false)]
    [InlineData("location /files/ { proxy_pass http://127.0.0.1:$upstreamPort; } location ~ png { js_content access.enforce; }", "/files/a.png", false)]
    [InlineData("location ~ \"^/f[i]{1}les/%20$\" { js_content access.enforce; } location ~ \"^/f[i]{1}les/ $\" { proxy_pass http://127.0.0.1:$upstreamPort; }", "/files/%20", true)]
    [InlineData("location /files/ { location ~ png { proxy_pass http://127.0.0.1:$upstreamPort; } js_content access.enforce; }", "/files/a.png", true)]
    [InlineData("location /files/ { js_content access.enforce; location /files/a { return 200 open; } }", "/files/a.png", true)]
    public async Task Location_TakesWhatNginxGivesIt(string location, string path, bool isOpen)
    {
        await using var rig = new NginxRig(location);
        await ServeAsync(rig);

        Assert.Equal(isOpen ? 200 : 401, await StatusAsync(rig, path));
        Assert.Equal(isOpen ? CheckResult.Failed : CheckResult.Passed, Find(await rig.DumpAsync(), path, "nginx.location").Result);
    }

    [Theory]
    [InlineData("server { listen 127.0.0.1:$plainPort; server_name api.acme.example; return 200 open; }", true)]
    [InlineData("server { listen 127.0.0.1:$plainPort; server_name *.acme.example; return 200 open; }", false)]
    [InlineData("server { listen 127.0.0.1:$plainPort; server_name ~^api; return 200 open; }", false)]
    public async Task Server_TakesTheHost_AsNginxChooses(string server, bool isOpen)
    {
        await using var rig = new NginxRig(before: server);
        await ServeAsync(rig);

        Assert.Equal(isOpen ? 200 : 401, await StatusAsync(rig, "/x"));
        var dump = await rig.DumpAsync();
        Assert.Equal(isOpen ? CheckResult.Failed : CheckResult.Passed, Find(dump, "/x", "nginx.server").Result);
        Assert.Equal(CheckResult.Failed, Find(dump, "/x", "nginx.default").Result);
    }

    private static async Task ServeAsync(NginxRig rig)
    {
        var policy = NginxPolicies.Policy(NginxPolicies.DeploymentTo(rig.Upstream) with { Hops = [new Hop { Engine = Target.Nginx }] }, NginxPolicies.Grant);
        await rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment));
    }

    private static async Task<int> StatusAsync(NginxRig rig, string path)
    {
        using var wire = new WireConnection(rig.Plain);
        return (await wire.Send($"GET {path} HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\n\r\n")).Status;
    }

    private static CallCheck Find(string dump, string path, string code) => NginxChecks.Of(dump, NginxPolicies.Service, [NginxPolicies.Host], path).Single(c => c.Code == code);
}
