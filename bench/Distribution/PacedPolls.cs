using System.Diagnostics;

namespace AccessConsole.Bench.Distribution;

/// <summary>Polls at their pace, over connections that are kept.</summary>
internal sealed class PacedPolls(Uri address, byte[] request)
{
    private const int EachSecond = 2_000;
    private const int Connections = 64;
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds((double)Connections / EachSecond);

    /// <returns>The milliseconds of each, least first.</returns>
    public async Task<double[]> RunAsync(TimeSpan period)
    {
        var started = Stopwatch.StartNew();
        var each = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => RunAsync(started, Gap * i / Connections, period))));
        return [.. each.SelectMany(latencies => latencies).Order()];
    }

    private async Task<List<double>> RunAsync(Stopwatch started, TimeSpan first, TimeSpan period)
    {
        using var client = new RawClient();
        await client.ConnectAsync(address);
        var latencies = new List<double>();
        for (var due = first; due < period; due += Gap)
        {
            await Pace.WaitAsync(started, due);
            var sent = started.Elapsed;
            await client.SendAsync(request);
            await client.ReadAsync(returnsHead: false);
            latencies.Add((started.Elapsed - sent).TotalMilliseconds);
        }

        return latencies;
    }
}
