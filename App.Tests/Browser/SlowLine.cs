using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace AccessConsole.Tests.Browser;

/// <summary>A page's circuit whose messages can be kept back, in each direction, and come in their order afterwards.</summary>
internal sealed class SlowLine
{
    // The line's own sign of life is no message of the page.
    private const int PingLength = 3;

    private readonly Direction toServer = new();
    private readonly Direction toPage = new();

    /// <summary>Must come before the page is opened.</summary>
    public static async Task<SlowLine> BeforeAsync(IPage page)
    {
        var line = new SlowLine();
        await page.RouteWebSocketAsync(new Regex("/_blazor"), line.Carry);
        return line;
    }

    /// <summary>Ends once the page has said so many messages more; what it says afterwards is kept back.</summary>
    public Task HoldPageAfter(int messages) => toServer.HoldAfter(messages);

    /// <summary>What the server says after so many messages more is kept back.</summary>
    public Task HoldServerAfter(int messages) => toPage.HoldAfter(messages);

    public void Release()
    {
        toServer.Release();
        toPage.Release();
    }

    private void Carry(IWebSocketRoute page)
    {
        var server = page.ConnectToServer();
        page.OnMessage(frame => toServer.Carry(frame, server));
        server.OnMessage(frame => toPage.Carry(frame, page));
    }

    private sealed class Direction
    {
        private readonly Lock carrying = new();
        private readonly Queue<(IWebSocketFrame Frame, IWebSocketRoute To)> held = new();
        private int? left;
        private TaskCompletionSource holding = new();

        public Task HoldAfter(int messages)
        {
            lock (carrying)
            {
                left = messages;
                holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (messages == 0)
                    holding.SetResult();
                return holding.Task;
            }
        }

        public void Release()
        {
            lock (carrying)
            {
                left = null;
                while (held.TryDequeue(out var next))
                    Send(next.To, next.Frame);
            }
        }

        public void Carry(IWebSocketFrame frame, IWebSocketRoute to)
        {
            lock (carrying)
            {
                if (left == 0)
                {
                    held.Enqueue((frame, to));
                    return;
                }

                Send(to, frame);
                if (left is { } more && frame.Binary?.Length is null or > PingLength)
                {
                    left = more - 1;
                    if (left == 0)
                        holding.SetResult();
                }
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
}
