using System.Diagnostics;
using AccessConsole.Tests.Support;
using Npgsql;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// Decisions into a PostgreSQL of its own while others poll: polls at 2,000 a second without and with 10,000 decisions a second, turn by turn, and then as many
/// decisions as go in. Load, console and database share the machine.
/// </summary>
internal static class DecisionIngest
{
    private const int PollsEachSecond = 2_000;
    private const int DecisionsEachSecond = 10_000;
    private const int Connections = 64;
    private const int Senders = 4;
    private const string Path = "/v1/bundles/production/opa";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(int rounds)
    {
        await using var postgres = new PostgresFixture();
        var database = await postgres.CreateDatabaseAsync();
        await using var host = await HostProcess.StartAsync(0, 8 << 10, database);
        var poll = RawClient.Request(Path, host.Token, await TagAsync(host), prefer: null);
        var batches = new DecisionBatches(host.Token);
        await PollAsync(host.Address, poll, Period);
        await SendAsync(host.Address, batches.Make(40), TimeSpan.Zero);
        var ratios = new List<double>();
        for (var round = 0; round < rounds; round++)
            ratios.Add(await CompareAsync(host, database, poll, batches));
        Console.WriteLine($"median ratio of p99 {ratios.Order().ElementAt(rounds / 2):F2}");
        await FillAsync(host, database, batches);
        return 0;
    }

    private static async Task<double> CompareAsync(HostProcess host, string database, byte[] poll, DecisionBatches batches)
    {
        var prepared = batches.Make((int)(DecisionsEachSecond * Period.TotalSeconds / DecisionBatches.Size));
        var without = await PollAsync(host.Address, poll, Period);
        var before = await CountAsync(database);
        var started = Stopwatch.StartNew();
        var sending = SendAsync(host.Address, prepared, Period / prepared.Length);
        var with = await PollAsync(host.Address, poll, Period);
        await sending;
        var kept = (await CountAsync(database) - before) / started.Elapsed.TotalSeconds;
        Console.WriteLine($"polls p99 {P99(without):F2} ms without ({without.Count / Period.TotalSeconds:F0}/s), {P99(with):F2} ms with ({with.Count / Period.TotalSeconds:F0}/s) {kept:F0} decisions a second kept: {P99(with) / P99(without):F2} ×");
        return P99(with) / P99(without);
    }

    /// <summary>As many as go in, without polls.</summary>
    private static async Task FillAsync(HostProcess host, string database, DecisionBatches batches)
    {
        var prepared = batches.Make(600);
        var before = await CountAsync(database);
        var started = Stopwatch.StartNew();
        await SendAsync(host.Address, prepared, TimeSpan.Zero);
        Console.WriteLine($"as many as go in: {(await CountAsync(database) - before) / started.Elapsed.TotalSeconds:F0} decisions a second kept");
    }

    /// <summary>Polls at their pace, over connections that are kept.</summary>
    private static async Task<List<double>> PollAsync(Uri address, byte[] request, TimeSpan period)
    {
        var started = Stopwatch.StartNew();
        var gap = TimeSpan.FromSeconds((double)Connections / PollsEachSecond);
        var each = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(() => PollAsync(address, request, started, gap * i / Connections, gap, period))));
        return [.. each.SelectMany(latencies => latencies)];
    }

    private static async Task<List<double>> PollAsync(Uri address, byte[] request, Stopwatch started, TimeSpan first, TimeSpan gap, TimeSpan period)
    {
        using var client = new RawClient();
        await client.ConnectAsync(address);
        var latencies = new List<double>();
        for (var due = first; due < period; due += gap)
        {
            await WaitAsync(started, due);
            var sent = started.Elapsed;
            await client.SendAsync(request);
            await client.ReadAsync(returnsHead: false);
            latencies.Add((started.Elapsed - sent).TotalMilliseconds);
        }

        return latencies;
    }

    private static async Task SendAsync(Uri address, byte[][] batches, TimeSpan gap)
    {
        var started = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            using var client = new RawClient();
            await client.ConnectAsync(address);
            for (var i = sender; i < batches.Length; i += Senders)
            {
                await WaitAsync(started, gap * i);
                await DeliverAsync(client, batches[i]);
            }
        })));
    }

    private static async Task DeliverAsync(RawClient client, byte[] batch)
    {
        while (true)
        {
            await client.SendAsync(batch);
            var answer = await client.ReadAsync();
            if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                return;
            if (!answer.StartsWith("HTTP/1.1 429", StringComparison.Ordinal))
                throw new InvalidOperationException($"expected 200 or 429: {answer}");
            await Task.Delay(100);
        }
    }

    private static async Task WaitAsync(Stopwatch clock, TimeSpan due)
    {
        if (due - clock.Elapsed is { Ticks: > 0 } left)
            await Task.Delay(left);
    }

    private static async Task<string> TagAsync(HostProcess host)
    {
        using var client = new RawClient(64 << 10);
        await client.ConnectAsync(host.Address);
        await client.SendAsync(RawClient.Request(Path, host.Token, null, null));
        var head = await client.ReadAsync();
        return head.Split("\r\n").Single(line => line.StartsWith("ETag: ", StringComparison.Ordinal))[6..];
    }

    private static async Task<long> CountAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var count = source.CreateCommand("SELECT coalesce(sum(count), 0)::bigint FROM decision_hours");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static double P99(List<double> latencies) => latencies.Order().ElementAt((int)(latencies.Count * 0.99));
}
