using System.Diagnostics;

namespace AccessConsole.Bench.Distribution;

/// <summary>Held long polls: the memory of one, and the time from a commit until 99 in 100 clients have the whole new bundle.</summary>
internal static class HeldPolls
{
    private const string Path = "/v1/bundles/production/opa";
    private const double Share = 0.99;

    public static async Task<int> RunAsync(int polls, int publishes)
    {
        await using var host = await HostProcess.StartAsync(publishes, size: 8 << 10);
        var tag = await WarmAsync(host);
        var before = await host.AskAsync("memory");
        var clients = await ConnectAsync(host, polls);
        await SendAllAsync(clients, host, tag);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var after = await host.AskAsync("memory");
        Console.WriteLine($"{(after - before) / 1024.0 / polls:F1} KB for each of {polls} held polls, its connection included ({before >> 20} MB before, {after >> 20} MB after)");

        var times = new List<double>();
        for (var publish = 0; publish < publishes; publish++)
        {
            var answered = clients.Select(AnswerAsync).ToArray();
            var committed = await host.AskAsync("publish");
            var answers = await Task.WhenAll(answered);
            var instants = answers.Select(answer => answer.At).Order().ToArray();
            times.Add(Stopwatch.GetElapsedTime(committed, instants[(int)(polls * Share) - 1]).TotalMilliseconds);
            await SendAllAsync(clients, host, TagOf(answers[0].Head));
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        Console.WriteLine($"commit to answer {polls * Share:F0}, {publishes} publishes: median {times.Order().ElementAt(publishes / 2):F0} ms, worst {times.Max():F0} ms, in order {string.Join(" ", times.Select(time => $"{time:F0}"))}");
        foreach (var client in clients)
            client.Dispose();
        return 0;
    }

    /// <summary>Has the code compiled before anything is measured; answers the current tag.</summary>
    private static async Task<string> WarmAsync(HostProcess host)
    {
        using var client = new RawClient();
        await client.ConnectAsync(host.Address);
        var head = "";
        for (var i = 0; i < 5_000; i++)
        {
            await client.SendAsync(RawClient.Request(Path, host.Token, null, null));
            head = await client.ReadAsync();
        }

        return TagOf(head);
    }

    private static async Task<RawClient[]> ConnectAsync(HostProcess host, int polls)
    {
        var clients = Enumerable.Range(0, polls).Select(_ => new RawClient()).ToArray();
        foreach (var batch in clients.Chunk(100))
            await Task.WhenAll(batch.Select(client => client.ConnectAsync(host.Address)));
        return clients;
    }

    private static async Task SendAllAsync(RawClient[] clients, HostProcess host, string tag)
    {
        var request = RawClient.Request(Path, host.Token, tag, "modes=snapshot,delta;wait=50");
        foreach (var client in clients)
            await client.SendAsync(request);
    }

    private static async Task<(long At, string Head)> AnswerAsync(RawClient client)
    {
        var head = await client.ReadAsync();
        return (Stopwatch.GetTimestamp(), head);
    }

    private static string TagOf(string head) => head.Split("\r\n").Single(line => line.StartsWith("ETag: ", StringComparison.Ordinal))["ETag: ".Length..];
}
