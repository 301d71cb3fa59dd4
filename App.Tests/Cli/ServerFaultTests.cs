using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>A console that is away, slow, foreign or hostile gives one clear line and exit code 1.</summary>
public sealed class ServerFaultTests
{
    private static readonly string[] AnyCommand = ["token", "list"];

    [Theory]
    [InlineData(200, "<html>welcome</html>", "the answer to GET /api/v1/tokens?limit=1000 is not a console's")]
    [InlineData(200, "", "is not a console's")]
    [InlineData(200, "null", "is not a console's")]
    [InlineData(200, "{}", "is not a console's")]
    [InlineData(200, "[{\"id\":1}]", "is not a console's")]
    [InlineData(302, "", "a redirect: set ACCESS_SERVER")]
    [InlineData(401, "", "set ACCESS_TOKEN")]
    [InlineData(401, "{\"code\":\"unauthorized\",\"detail\":\"sign in, or send an API token\"}", "set ACCESS_TOKEN to an API token")]
    [InlineData(403, "<html>", "role or environments")]
    [InlineData(404, "nginx", "is ACCESS_SERVER the console's address?")]
    [InlineData(502, "<html>bad gateway</html>", "the console answered 502")]
    [InlineData(500, "{\"detail\":1,\"code\":[],\"problems\":{}}", "the console answered 500")]
    [InlineData(500, "{\"detail\":\"a\",\"detail\":\"b\"}", "the console answered 500")]
    [InlineData(503, "{\"code\":\"x\",\"detail\":\"the database\\nis away\"}", "the database is away")]
    public async Task Answer_NotTheDocumentedOne_IsOneLine(int status, string body, string message)
    {
        await using var console = await FakeConsole.AnsweringAsync(status, body);

        AssertOneLine(await console.RunAsync(AnyCommand), message);
    }

    [Fact]
    public async Task Server_Away_IsOneLine()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        AssertOneLine(await Accessctl.RunAsync(Accessctl.Toward($"http://{taken.LocalEndPoint}"), AnyCommand), "is it running, and is ACCESS_SERVER its address?");
    }

    [Fact]
    public async Task Server_Slow_IsGivenUp()
    {
        await using var console = await FakeConsole.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var around = Accessctl.Toward(console.Address) with { Patience = TimeSpan.FromMilliseconds(300) };

        AssertOneLine(await Accessctl.RunAsync(around, AnyCommand), "did not answer within 0.3 s");
    }

    [Fact]
    public async Task Answer_CutShort_IsOneLine()
    {
        await using var console = await FakeConsole.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("[", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

        AssertOneLine(await console.RunAsync(AnyCommand), "cannot be reached");
    }

    [Theory]
    [InlineData(null, "set ACCESS_SERVER")]
    [InlineData("console", "give an address")]
    [InlineData("ftp://console.example", "give an address")]
    [InlineData("http://console.example", "use https")]
    public async Task Server_NotAnAddressForTokens_IsRefused(string? server, string message) =>
        AssertOneLine(await Accessctl.RunAsync(Accessctl.Toward(server!), AnyCommand), message);

    [Fact]
    public async Task Token_WithALineBreak_IsRefusedAndNotRepeated()
    {
        var run = await Accessctl.RunAsync(Accessctl.Toward("http://127.0.0.1:9", "secret\nX-Header: 1"), AnyCommand);

        AssertOneLine(run, "ACCESS_TOKEN holds characters");
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_EscapeSequences_DoNotReachTheTerminal()
    {
        await using var console = await FakeConsole.AnsweringAsync(403, """{"code":"x","detail":"no \u001b[2J\u202etxt"}""");

        Assert.Equal("accessctl: no \ufffd[2J\ufffdtxt\n", (await console.RunAsync(AnyCommand)).Error);
    }

    [Fact]
    public async Task Refusal_Json_IsOneObjectOnStandardOutput()
    {
        await using var console = await FakeConsole.AnsweringAsync(403, """{"code":"forbidden","detail":"no"}""");

        var run = await console.RunAsync([.. AnyCommand, "-o", "json"]);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("forbidden", json.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    private static void AssertOneLine(AccessctlRun run, string message)
    {
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
