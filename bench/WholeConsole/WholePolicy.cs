using System.Diagnostics;
using System.Net.Http.Headers;
using AccessConsole.Bench.Policy;
using AccessConsole.Core.Documents;

namespace AccessConsole.Bench.WholeConsole;

/// <summary>A whole policy by PUT on a running console: onto an empty one, once more with one grant changed, and as it is; each by its phases.</summary>
internal static class WholePolicy
{
    public static async Task<int> RunAsync(int grants)
    {
        await using var console = await MeasuredConsole.StartAsync();
        Console.WriteLine($"an empty console: {Memory(console)}");
        var document = BigPolicy.Document(grants);
        await ReportAsync(console, $"{grants} grants onto an empty policy", PolicyPrinter.ToJson(document));
        var changed = document with { Grants = [document.Grants[0] with { Expires = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero) }, .. document.Grants.Skip(1)] };
        await ReportAsync(console, "the same with one grant changed", PolicyPrinter.ToJson(changed));
        await ReportAsync(console, "the same again", PolicyPrinter.ToJson(changed));
        return 0;
    }

    public static async Task PutAsync(MeasuredConsole console, byte[] document)
    {
        using var body = new ByteArrayContent(document);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await console.Admin.PutAsync(new Uri("/api/v1/policy?publish=true", UriKind.Relative), body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"the policy was not taken: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task ReportAsync(MeasuredConsole console, string what, byte[] document)
    {
        await console.TakeSpansAsync();
        var (start, worked) = (Stopwatch.GetTimestamp(), console.ProcessorTime());
        await PutAsync(console, document);
        var (elapsed, work) = (Stopwatch.GetElapsedTime(start), console.ProcessorTime() - worked);
        Console.WriteLine($"{what} ({document.Length / 1_000_000.0:F1} MB): {elapsed.TotalSeconds:F1} s, {work.TotalSeconds:F1} s of processors; {Memory(console)}, {await console.HeapAsync() >> 20} MB of objects");
        foreach (var (name, milliseconds) in await console.TakeSpansAsync())
            Console.WriteLine($"  {name,-24} {milliseconds,10:F0} ms");
    }

    private static string Memory(MeasuredConsole console)
    {
        var (now, peak) = console.Resident();
        return $"{now >> 20} MB resident, {peak >> 20} MB at most";
    }
}
