using System.Text;
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

    /// <summary>Ends once the page has said this; what it says afterwards is kept back.</summary>
    /// <param name="name">Of the circuit's call, such as <c>OnLocationChanged</c>.</param>
    public Task HoldPageAfter(string name) => toServer.HoldAfter(name);

    /// <summary>The server's answer to the handshake passes, and nothing that it says afterwards. Must come before the page is opened.</summary>
    public void HoldServerFromTheBeginning() => toPage.HoldAfter("{}");

    /// <summary>What the server says is kept back from now on. Ends once there is something.</summary>
    public Task HoldServer() => toPage.Hold();

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
        private byte[]? last;
        private bool isHolding;
        private TaskCompletionSource said = new();

        public Task HoldAfter(string name)
        {
            lock (carrying)
            {
                last = Encoding.UTF8.GetBytes(name);
                said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return said.Task;
            }
        }

        public Task Hold()
        {
            lock (carrying)
            {
                isHolding = true;
                said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return said.Task;
            }
        }

        public void Release()
        {
            lock (carrying)
            {
                (last, isHolding) = (null, false);
                while (held.TryDequeue(out var next))
                    Send(next.To, next.Frame);
            }
        }

        public void Carry(IWebSocketFrame frame, IWebSocketRoute to)
        {
            lock (carrying)
            {
                var bytes = frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text!);
                if (isHolding)
                {
                    held.Enqueue((frame, to));
                    if (bytes.Length > PingLength)
                        said.TrySetResult();
                    return;
                }

                Send(to, frame);
                isHolding = last is not null && bytes.AsSpan().IndexOf(last) >= 0;
                if (isHolding)
                    said.TrySetResult();
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
