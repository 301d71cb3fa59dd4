using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AccessConsole.Bench.Policy;
using AccessConsole.Bench.WholeConsole;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// A publish on a whole console with its own PostgreSQL, on its way to many enforcement points over real HTTP: each holds a poll by its name, takes the whole bundle and reports that
/// it runs it. From the request to publish until 95 in 100, and all, have been told that their report is taken; and until the ledger says so.
/// </summary>
internal static class RolloutConvergence
{
    private const int Grants = 1_000;
    private const string Path = "/v1/bundles/staging/opa";

    public static async Task<int> RunAsync(int points, int publishes)
    {
        await using var console = await MeasuredConsole.StartAsync();
        using var document = Body(PolicyPrinter.ToJson(BigPolicy.Document(Grants)));
        (await console.Admin.PutAsync(new Uri("/api/v1/policy?publish=true", UriKind.Relative), document)).EnsureSuccessStatusCode();
        var token = await TokenAsync(console.Admin);
        var clients = await ConnectAsync(console.Address, points);
        await Task.WhenAll(clients.Select((client, i) => TakeAsync(client, token, Name(i), null)));
        // The table of enforcement points is stored once a second: who is concerned is read from there.
        await Task.Delay(TimeSpan.FromSeconds(3));
        var times = new List<(double P95, double All, double Ledger)>();
        for (var publish = 0; publish <= publishes; publish++)
            times.Add(await PublishAsync(console.Admin, clients, token, publish));
        var measured = times.Skip(1).ToArray();
        Console.WriteLine($"{points} points, {publishes} publishes: 95 % report that they run it {Median(measured.Select(t => t.P95)):F0} ms after the request to publish, all {Median(measured.Select(t => t.All)):F0} ms (worst {measured.Max(t => t.All):F0}), the ledger has them all {Median(measured.Select(t => t.Ledger)):F0} ms after it (worst {measured.Max(t => t.Ledger):F0})");
        foreach (var client in clients)
            client.Dispose();
        return 0;
    }

    private static async Task<(double P95, double All, double Ledger)> PublishAsync(HttpClient admin, RawClient[] clients, string token, int change)
    {
        var heads = await Task.WhenAll(clients.Select((client, i) => AskAsync(client, Request(token, Name(i), null))));
        var tag = Header(heads[0], "ETag");
        var answered = clients.Select((client, i) => TakeAsync(client, token, Name(i), tag)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(1));
        using var body = Body(PatchJson.Write(new PolicyPatch { Upserts = [BigPolicy.Grant(change) with { Expires = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) }] }));
        var start = Stopwatch.GetTimestamp();
        using var answer = (await admin.PatchAsync(new Uri("/api/v1/policy?publish=true", UriKind.Relative), body)).EnsureSuccessStatusCode();
        var revision = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("revision").GetInt32();
        var instants = (await Task.WhenAll(answered)).Order().ToArray();
        await ArrivedAsync(admin, revision, clients.Length);
        return (Elapsed(start, instants[(int)(instants.Length * 0.95) - 1]), Elapsed(start, instants[^1]), Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static double Elapsed(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;

    /// <summary>Holds a poll where there is a tag, takes the bundle, and reports that it runs it.</summary>
    /// <returns>When the report was answered.</returns>
    private static async Task<long> TakeAsync(RawClient client, string token, string name, string? tag)
    {
        var head = await AskAsync(client, Request(token, name, tag));
        var report = $$"""{"labels":{"name":"{{name}}"},"bundles":{"access":{"active_revision":"{{Header(head, "Access-Revision")}}"} } }""";
        await AskAsync(client, Encoding.ASCII.GetBytes(
            $"POST /v1/status HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {report.Length}\r\n\r\n{report}"));
        return Stopwatch.GetTimestamp();
    }

    private static async Task ArrivedAsync(HttpClient admin, int revision, int points)
    {
        while (true)
        {
            var status = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/rollouts/{revision}?environment=staging");
            if (status.GetProperty("environments").EnumerateArray().Any(e => e.GetProperty("activated").GetInt32() == points))
                return;
            await Task.Delay(50);
        }
    }

    private static byte[] Request(string token, string name, string? tag) => Encoding.ASCII.GetBytes(
        $"GET {Path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nAccess-Enforcement-Point: {name}\r\n{(tag is null ? "" : $"If-None-Match: {tag}\r\nPrefer: wait=50\r\n")}\r\n");

    private static async Task<string> AskAsync(RawClient client, byte[] request)
    {
        await client.SendAsync(request);
        var head = await client.ReadAsync();
        return head.StartsWith("HTTP/1.1 20", StringComparison.Ordinal) ? head : throw new InvalidOperationException($"expected a bundle or no content: {head}");
    }

    private static async Task<RawClient[]> ConnectAsync(Uri address, int count)
    {
        var clients = Enumerable.Range(0, count).Select(_ => new RawClient()).ToArray();
        foreach (var batch in clients.Chunk(100))
            await Task.WhenAll(batch.Select(client => client.ConnectAsync(address)));
        return clients;
    }

    private static async Task<string> TokenAsync(HttpClient admin)
    {
        using var answer = await admin.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), new { kind = "puller", environment = "staging", target = "opa" });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static ByteArrayContent Body(byte[] json) => new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"point-{i}");

    private static string Header(string head, string name) => head.Split("\r\n").Single(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
