using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Bench.Policy;

/// <summary>One changed grant by PATCH on a running console: from the request to the moment that pollers see the bundles that it changes.</summary>
internal static class PatchToPoll
{
    private const string Bootstrap = "benchmark-bootstrap-token-0123456789abcdef";
    private const int Changes = 10;

    /// <param name="console">A console that is running, empty, with this bootstrap token and no approvals in its way.</param>
    public static async Task<int> RunAsync(Uri console, int grants)
    {
        using var admin = new HttpClient { BaseAddress = console, Timeout = TimeSpan.FromMinutes(5) };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Bootstrap);
        using var document = new ByteArrayContent(PolicyPrinter.ToJson(BigPolicy.Document(grants)));
        document.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var import = Stopwatch.StartNew();
        (await admin.PutAsync(new Uri("/api/v1/policy?publish=true", UriKind.Relative), document)).EnsureSuccessStatusCode();
        Console.WriteLine($"import of {grants} grants: {import.Elapsed.TotalSeconds:F1} s");

        using var puller = new HttpClient { BaseAddress = console };
        puller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await CreatePullerAsync(admin));
        var times = new List<(double Slice, double Whole)>();
        for (var change = 0; change < Changes; change++)
        {
            var grant = BigPolicy.Grant(change);
            var environment = grant.Environments[0];
            if (environment != "staging")
                throw new InvalidOperationException("the changed grants are expected in staging");
            var slice = $"/v1/bundles/staging/opa/{BigPolicy.ServiceName(BigPolicy.ServiceOf(change))}";
            times.Add(await MeasureAsync(admin, puller, slice, "/v1/bundles/staging/opa", grant with { Expires = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero) }));
        }

        Console.WriteLine($"one grant of {grants}: slice {Median(times.Skip(2).Select(t => t.Slice)):F0} ms, whole environment {Median(times.Skip(2).Select(t => t.Whole)):F0} ms (median of {Changes - 2})");
        return 0;
    }

    private static async Task<(double Slice, double Whole)> MeasureAsync(HttpClient admin, HttpClient puller, string slice, string whole, Grant grant)
    {
        var tags = (await TagAsync(puller, slice), await TagAsync(puller, whole));
        var waits = (NextAsync(puller, slice, tags.Item1), NextAsync(puller, whole, tags.Item2));
        await Task.Delay(200);
        using var body = new ByteArrayContent(PatchJson.Write(new PolicyPatch { Upserts = [grant] }));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var start = Stopwatch.GetTimestamp();
        (await admin.PatchAsync(new Uri("/api/v1/policy?publish=true", UriKind.Relative), body)).EnsureSuccessStatusCode();
        return (Stopwatch.GetElapsedTime(start, await waits.Item1).TotalMilliseconds, Stopwatch.GetElapsedTime(start, await waits.Item2).TotalMilliseconds);
    }

    private static async Task<string> TagAsync(HttpClient puller, string bundle)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, bundle);
        using var answer = await puller.SendAsync(request);
        return answer.EnsureSuccessStatusCode().Headers.ETag!.Tag;
    }

    /// <summary>When a held poll's 200 was complete.</summary>
    private static async Task<long> NextAsync(HttpClient puller, string bundle, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, bundle);
        request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        request.Headers.TryAddWithoutValidation("Prefer", "wait=50");
        using var answer = await puller.SendAsync(request);
        return answer.EnsureSuccessStatusCode() is null ? 0 : Stopwatch.GetTimestamp();
    }

    private static async Task<string> CreatePullerAsync(HttpClient admin)
    {
        using var answer = await admin.PostAsJsonAsync(new Uri("/api/v1/tokens", UriKind.Relative), new { kind = "puller", environment = "staging", target = "opa" });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt((Changes - 2) / 2);
}
