using System.Diagnostics;
using AccessConsole.Tests.Support;
using Npgsql;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// Decisions into a PostgreSQL of its own while others poll at 2,000 a second. Turn by turn: no decisions; 10,000 a second to a sink, which shows what their sender costs; the
/// same rows written into PostgreSQL by their sender, which shows what the database costs; and to the console. Then as many as go in. Load, console and database share the machine.
/// </summary>
internal static class DecisionIngest
{
    private const int DecisionsEachSecond = 10_000;
    private const int WarmingBatches = 400;
    private const string Path = "/v1/bundles/production/opa";
    private static readonly string[] Readings = ["without", "sink", "written past", "with"];
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(6);
    private static readonly int Batches = (int)(DecisionsEachSecond * Period.TotalSeconds / DecisionBatches.Size);
    private static readonly TimeSpan Gap = Period / Batches;

    public static async Task<int> RunAsync(int rounds)
    {
        await using var postgres = new PostgresFixture();
        var database = await postgres.CreateDatabaseAsync();
        await using var host = await HostProcess.StartAsync(0, 8 << 10, database);
        await using var sender = await HostProcess.StartAsync("send-decisions", host.Token, database);
        var polls = new PacedPolls(host.Address, RawClient.Request(Path, host.Token, await TagAsync(host), prefer: null));
        await WarmAsync(host, sender, polls);
        var rises = new Dictionary<string, List<double>>();
        for (var round = 0; round < rounds; round++)
        {
            var p99s = new Dictionary<string, double>();
            foreach (var reading in Readings)
                p99s[reading] = await ReadAsync(reading, host, sender, database, polls);
            foreach (var (reading, p99) in p99s)
                (rises.TryGetValue(reading, out var known) ? known : rises[reading] = []).Add(p99 / p99s[Readings[0]]);
        }

        foreach (var (reading, ratios) in rises.Skip(1))
            Console.WriteLine($"p99 {reading} by without: median {ratios.Order().ElementAt(ratios.Count / 2):F2} ×, {ratios.Min():F2}–{ratios.Max():F2}");
        await FillAsync(host, sender, database);
        return 0;
    }

    /// <summary>Until the compiler has done with what is measured: it works in the background, beside polls.</summary>
    private static async Task WarmAsync(HostProcess host, HostProcess sender, PacedPolls polls)
    {
        await sender.AskAsync($"make {WarmingBatches}");
        var sending = sender.AskAsync(Send(host.Address, Gap));
        await polls.RunAsync(Gap * WarmingBatches);
        await sending;
    }

    /// <returns>The p99 of polls in milliseconds.</returns>
    private static async Task<double> ReadAsync(string reading, HostProcess host, HostProcess sender, string database, PacedPolls polls)
    {
        await sender.AskAsync($"make {Batches}");
        var (before, used, started) = (await CountAsync(database), host.ProcessorTime, Stopwatch.StartNew());
        var sending = reading switch
        {
            "without" => Task.CompletedTask,
            "sink" => sender.AskAsync(Send(sender.Address, Gap)),
            "written past" => sender.AskAsync($"write {(int)Gap.TotalMicroseconds}"),
            _ => sender.AskAsync(Send(host.Address, Gap)),
        };
        var latencies = await polls.RunAsync(Period);
        await sending;
        var seconds = started.Elapsed.TotalSeconds;
        var kept = (await CountAsync(database) - before) / seconds;
        Console.WriteLine($"{reading,12}: {latencies.Length / Period.TotalSeconds:F0} polls a second, p50 {Quantile(latencies, 0.5):F2}, p95 {Quantile(latencies, 0.95):F2}, p99 {Quantile(latencies, 0.99):F2} ms; {kept:F0} decisions a second kept; console {(host.ProcessorTime - used).TotalSeconds / seconds:P0} of a processor");
        return Quantile(latencies, 0.99);
    }

    /// <summary>As many as go in, without polls.</summary>
    private static async Task FillAsync(HostProcess host, HostProcess sender, string database)
    {
        await sender.AskAsync("make 600");
        var (before, started) = (await CountAsync(database), Stopwatch.StartNew());
        await sender.AskAsync(Send(host.Address, TimeSpan.Zero));
        Console.WriteLine($"as many as go in: {(await CountAsync(database) - before) / started.Elapsed.TotalSeconds:F0} decisions a second kept");
    }

    private static string Send(Uri address, TimeSpan gap) => $"send {address} {(int)gap.TotalMicroseconds}";

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

    private static double Quantile(double[] latencies, double share) => latencies[(int)(latencies.Length * share)];
}
