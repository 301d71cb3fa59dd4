using System.Diagnostics;
using System.Globalization;
using AccessConsole.Hosting;
using AccessConsole.Telemetry;

namespace AccessConsole.Bench.WholeConsole;

/// <summary>
/// The whole console in a process of its own, on a private PostgreSQL. Writes its address, then obeys lines: <c>spans</c> answers with the spans that ended since
/// it was asked last, as <c>name=milliseconds</c> in one line; <c>heap</c> with the bytes in use after a collection.
/// </summary>
internal static class ConsoleServer
{
    public const string BootstrapToken = "benchmark-bootstrap-token-0123456789abcdef";

    public static async Task<int> RunAsync(string directory)
    {
        var spans = new List<string>();
        using var listener = Listen(spans);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Console:DataDirectory"] = directory,
            ["Console:BootstrapToken"] = BootstrapToken,
            ["Console:KeepBootstrapToken"] = "true",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var database = await Database.StartAsync(builder);
        builder.AddAccessConsole(database);
        await using var app = builder.Build();
        app.UseAccessConsole();
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await ObeyAsync(spans);
        await app.StopAsync();
        return 0;
    }

    private static ActivityListener Listen(List<string> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                    spans.Add(string.Create(CultureInfo.InvariantCulture, $"{span.OperationName}={span.Duration.TotalMilliseconds:F1}"));
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task ObeyAsync(List<string> spans)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "spans")
                Console.WriteLine(TakeAll(spans));
            else if (line == "heap")
                Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string TakeAll(List<string> spans)
    {
        lock (spans)
        {
            var all = string.Join(';', spans);
            spans.Clear();
            return all;
        }
    }
}
