using System.Diagnostics;

namespace AccessConsole.Bench.Distribution;

/// <summary>Conditional polls answered 304 per second: the console beside nginx that answers the same header bytes, same client, turn by turn.</summary>
internal static class ConditionalPolls
{
    private const int Connections = 64;
    private const int Rounds = 5;
    private const string Path = "/v1/bundles/production/opa";
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync()
    {
        await using var host = await HostProcess.StartAsync(publishes: 0, size: 8 << 10);
        var head = await FirstAnswerAsync(host);
        var tag = HeaderOf(head, "ETag");
        await using var nginx = await NginxPeer.StartAsync(Path, HeadersOf(head));
        var request = RawClient.Request(Path, host.Token, tag, prefer: null);
        await RateAsync(host.Address, request, Warmth);
        await RateAsync(nginx.Address, request, Warmth);
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var ours = await RateAsync(host.Address, request, Period);
            var theirs = await RateAsync(nginx.Address, request, Period);
            ratios.Add(ours / theirs);
            Console.WriteLine($"console {ours:F0}/s   nginx {theirs:F0}/s   ratio {ours / theirs:F2}");
        }

        Console.WriteLine($"median ratio {ratios.Order().ElementAt(Rounds / 2):F2}");
        return 0;
    }

    private static async Task<string> FirstAnswerAsync(HostProcess host)
    {
        using var client = new RawClient(64 << 10);
        await client.ConnectAsync(host.Address);
        await client.SendAsync(RawClient.Request(Path, host.Token, null, null));
        return await client.ReadAsync();
    }

    private static async Task<double> RateAsync(Uri address, byte[] request, TimeSpan period)
    {
        var started = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => PollAsync(address, request, started, period))));
        return counts.Sum() / started.Elapsed.TotalSeconds;
    }

    private static async Task<int> PollAsync(Uri address, byte[] request, Stopwatch started, TimeSpan period)
    {
        using var client = new RawClient();
        await client.ConnectAsync(address);
        await client.SendAsync(request);
        var first = await client.ReadAsync();
        if (!first.StartsWith("HTTP/1.1 304", StringComparison.Ordinal))
            throw new InvalidOperationException($"expected 304: {first}");
        var count = 1;
        while (started.Elapsed < period)
        {
            await client.SendAsync(request);
            await client.ReadAsync(returnsHead: false);
            count++;
        }

        return count;
    }

    private static string HeaderOf(string head, string name) => HeadersOf(head).Single(header => header.Name == name).Value;

    private static IEnumerable<(string Name, string Value)> HeadersOf(string head) =>
        head.Split("\r\n").Skip(1).Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1]));
}
