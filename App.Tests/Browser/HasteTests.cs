using System.Text.RegularExpressions;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>Somebody who is faster than the page: what they press before it acts leads where it says.</summary>
public sealed class HasteTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Link_PressedWhileTheCircuitBegins_OpensItsPage()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice")).Pages[0];
        var (asked, arrived) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.RouteWebSocketAsync(new Regex("/_blazor"), socket => Hold(socket, asked, arrived.Task));
        await page.GotoAsync("/settings");
        // The page has asked for a circuit that shows the settings, and has no answer yet.
        await asked.Task;
        await page.Field("tab-tokens").ClickAsync();
        await page.Field("target").WaitForAsync();
        arrived.SetResult();

        await page.Field("target").SelectOptionAsync("opa");
        await page.Field("create").ClickAsync();
        await Assertions.Expect(page.Field("token")).ToContainTextAsync("opa bundles of");
    }

    /// <summary>After the handshake the server's answers wait.</summary>
    private static void Hold(IWebSocketRoute socket, TaskCompletionSource asked, Task until)
    {
        var server = socket.ConnectToServer();
        var (sent, answers) = (0, Task.CompletedTask);
        var isHandshake = true;
        socket.OnMessage(frame =>
        {
            Send(server, frame);
            if (++sent > 1)
                asked.TrySetResult();
        });
        server.OnMessage(frame =>
        {
            answers = isHandshake ? SendAfterAsync(answers, Task.CompletedTask, frame) : SendAfterAsync(answers, until, frame);
            isHandshake = false;
        });

        async Task SendAfterAsync(Task former, Task wait, IWebSocketFrame frame)
        {
            await Task.WhenAll(former, wait);
            Send(socket, frame);
        }
    }

    private static void Send(IWebSocketRoute to, IWebSocketFrame frame)
    {
        if (frame.Binary is { } bytes)
            to.Send(bytes);
        else
            to.Send(frame.Text!);
    }
}
