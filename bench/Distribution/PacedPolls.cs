using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// Polls at their pace, over connections that are kept. Each has a thread that does nothing but wait: a client of timers and a thread pool took three quarters of a processor for
/// this, and what it then measured was mostly itself.
/// </summary>
internal sealed class PacedPolls(Uri address, byte[] request)
{
    private const int EachSecond = 2_000;
    private const int Connections = 64;
    private const int StackBytes = 256 << 10;
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds((double)Connections / EachSecond);

    /// <returns>The milliseconds of each, least first.</returns>
    public async Task<double[]> RunAsync(TimeSpan period)
    {
        var started = Stopwatch.StartNew();
        var each = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => OnThreadAsync(() => Poll(started, Gap * i / Connections, period))));
        return [.. each.SelectMany(latencies => latencies).Order()];
    }

    private static Task<List<double>> OnThreadAsync(Func<List<double>> work)
    {
        var done = new TaskCompletionSource<List<double>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Run, StackBytes) { IsBackground = true, Name = "poll" }.Start();
        return done.Task;

        void Run()
        {
            try
            {
                SharedProcessors.PollFromElsewhere();
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    private List<double> Poll(Stopwatch started, TimeSpan first, TimeSpan period)
    {
        using var connection = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        connection.Connect(IPAddress.Loopback, address.Port);
        var answer = new byte[4096];
        var latencies = new List<double>((int)(period / Gap) + 1);
        for (var due = first; due < period; due += Gap)
        {
            if (due - started.Elapsed is { Ticks: > 0 } left)
                Thread.Sleep(left);
            var sent = Stopwatch.GetTimestamp();
            connection.Send(request);
            ReadHead(connection, answer);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return latencies;
    }

    /// <summary>Of a 304, which has no body.</summary>
    private static void ReadHead(Socket connection, byte[] answer)
    {
        for (var read = 0; !answer.AsSpan(0, read).EndsWith("\r\n\r\n"u8);)
            read += connection.Receive(answer, read, answer.Length - read, SocketFlags.None) is > 0 and var count ? count : throw new IOException("the server closed the connection");
        if (!answer.AsSpan().StartsWith("HTTP/1.1 304"u8))
            throw new InvalidOperationException("a poll was answered otherwise than 304");
    }
}
