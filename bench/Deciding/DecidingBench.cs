using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Bench.Distribution;
using AccessConsole.Core.Documents;

namespace AccessConsole.Bench.Deciding;

/// <summary>Decisions a second over HTTP for raw tokens: the console beside OPA and Cerbos with the same grants, same client, turn by turn.</summary>
internal static class DecidingBench
{
    private const int Connections = 16;
    private const int Rounds = 5;
    private static readonly TimeSpan Warmth = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(int grants)
    {
        var load = new DecidingLoad(grants);
        var deciders = new List<IDecider> { await ConsoleDecider.StartAsync(PolicyPrinter.ToJson(load.Document)), await OpaDecider.StartAsync(load.Document) };
        if (Environment.GetEnvironmentVariable("ACCESS_CERBOS") is { Length: > 0 } cerbos)
            deciders.Add(await CerbosDecider.StartAsync(cerbos, load.Grants));
        else
            Console.WriteLine("cerbos is left out: name its binary in ACCESS_CERBOS");
        try
        {
            await CompareAsync(deciders, load, "one at a time", batch: 1);
            await CompareAsync(deciders, load, "by 100", batch: 100);
        }
        finally
        {
            foreach (var decider in deciders)
                await decider.DisposeAsync();
        }

        return 0;
    }

    private static async Task CompareAsync(List<IDecider> deciders, DecidingLoad load, string what, int batch)
    {
        var requests = new List<byte[][]>();
        foreach (var decider in deciders)
        {
            requests.Add([.. load.Calls.Select(call => Encode(decider, decider.Ask(call, [.. call.Paths.Take(batch)])))]);
            await CheckAsync(decider, load, batch);
            await RateAsync(decider.Address, requests[^1], Warmth);
        }

        var rates = deciders.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < deciders.Count; i++)
                rates[i].Add(batch * await RateAsync(deciders[i].Address, requests[i], Period));
        }

        for (var i = 0; i < deciders.Count; i++)
        {
            var ratios = rates[0].Zip(rates[i], (ours, theirs) => ours / theirs).Order().ToArray();
            Console.WriteLine($"{what}: {deciders[i].Name,-8} {rates[i].Order().ElementAt(Rounds / 2),10:F0} decisions/s   console is {ratios[Rounds / 2]:F2} × ({ratios[0]:F2}–{ratios[^1]:F2})");
        }
    }

    /// <summary>Whoever answers wrongly is not measured.</summary>
    private static async Task CheckAsync(IDecider decider, DecidingLoad load, int batch)
    {
        using var client = new HttpClient { BaseAddress = decider.Address };
        foreach (var call in load.Calls.Take(20))
        {
            var paths = call.Paths.Take(batch).ToArray();
            var (path, body) = decider.Ask(call, paths);
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
            if (decider.Credential.Length > 0)
                request.Headers.TryAddWithoutValidation("Authorization", decider.Credential.Trim()["Authorization: ".Length..]);
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (decider.Allowed(JsonNode.Parse(text)!) != paths.Count(DecidingCall.IsAllowed))
                throw new InvalidOperationException($"{decider.Name} decides otherwise: {text}");
        }
    }

    private static byte[] Encode(IDecider decider, (string Path, JsonObject Body) ask)
    {
        var body = Encoding.UTF8.GetBytes(ask.Body.ToJsonString());
        return [.. Encoding.ASCII.GetBytes($"POST {ask.Path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{decider.Credential}\r\n"), .. body];
    }

    private static async Task<double> RateAsync(Uri address, byte[][] requests, TimeSpan period)
    {
        var started = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => Task.Run(() => AskAsync(address, requests, connection, started, period))));
        return counts.Sum() / started.Elapsed.TotalSeconds;
    }

    private static async Task<int> AskAsync(Uri address, byte[][] requests, int connection, Stopwatch started, TimeSpan period)
    {
        using var client = new RawClient(256 << 10);
        await client.ConnectAsync(address);
        var count = 0;
        while (started.Elapsed < period)
        {
            await client.SendAsync(requests[(connection * 31 + count) % requests.Length]);
            await client.ReadAsync(returnsHead: false);
            count++;
        }

        return count;
    }
}
