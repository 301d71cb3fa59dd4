using AccessConsole.Core.Bundles;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Requests;

/// <summary>From the ask to a request at a real nginx, which turns the caller away again by its own clock, with the console stopped.</summary>
public sealed class RequestAtNginxTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DatabaseFixture database = new(postgres);
    private readonly NginxRig rig = new();

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Access_AskedForAndApproved_OpensNginxUntilItsEnd_WhateverBecomesOfTheConsole()
    {
        var end = await GrantAsync();
        Assert.Equal(200, await SendAsync());
        while (DateTimeOffset.UtcNow < end)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(403, await SendAsync());
    }

    /// <summary>The console's whole part, after which it is stopped.</summary>
    /// <returns>When the access ends.</returns>
    private async Task<DateTimeOffset> GrantAsync()
    {
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString);
        await host.SeedAsync(PolicyPrinter.ToYaml(NginxPolicies.Document(NginxPolicies.DeploymentTo(rig.Upstream))));
        var made = await host.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"puller","environment":"production","target":"nginx"}""").JsonAsync();
        using var puller = host.WithToken(made.Text("token"));
        await ServeAsync(puller);
        Assert.Equal(403, await SendAsync());

        // A machine that is busy may take seconds to start an engine.
        var request = await host.WithSession("rita", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Viewer))
            .AskAsync("""{"pipeline":"deploy","role":"all","environment":"production","duration":"20s","reason":"INC-1"}""");
        var granted = await (await host.WithSession("bob", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Approver)).ApproveAsync(request)).JsonAsync();
        await ServeAsync(puller);
        return granted["endsAt"]!.GetValue<DateTimeOffset>();
    }

    private async Task ServeAsync(HttpClient puller)
    {
        using var bundle = await puller.PullAsync(path: "/v1/bundles/production/nginx");
        await rig.Load(BundleArchive.Read(await bundle.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Where(f => f.Path.StartsWith("nginx/", StringComparison.Ordinal)), bundle.Revision());
    }

    private async Task<int> SendAsync()
    {
        using var connection = new WireConnection(rig.Plain);
        return (await connection.Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {NginxPolicies.Token()}\r\n\r\n")).Status;
    }
}
