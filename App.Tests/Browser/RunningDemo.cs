using System.Diagnostics;
using System.Net;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>What <c>./run.sh</c> starts: the console with the sample organisation, and the gateway before its demo upstream; and a browser.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private const int UpstreamPort = 18081;
    private const int LastLines = 150;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    private readonly TemporaryDirectory state = TemporaryDirectory.Create();
    private readonly int consolePort = FreePorts.Take();
    private readonly int gatewayPort = FreePorts.Take();
    private Process? demo;
    private Browsers? browsers;

    /// <summary>Why the demo cannot run here; null where it runs.</summary>
    public string? Missing { get; private set; }

    public IBrowser Browser { get; private set; } = null!;

    /// <summary>What the demo wrote and what its pages said.</summary>
    public TestDiary Diary { get; } = new();

    public string Console => $"http://localhost:{consolePort}";

    private static string Root => Repository.Root;

    public async ValueTask InitializeAsync()
    {
        Missing = Browsers.Missing is { } browser ? browser
            : !NginxProgram.Own.IsInstalled ? "there is no nginx with njs here"
            : !FreePorts.IsFree(UpstreamPort) ? $"port {UpstreamPort} of the demo upstream is taken" : null;
        if (Missing is not null)
            return;
        demo = Start();
        await ReadyAsync(demo);
        browsers = await Browsers.OfTheRunAsync();
        Browser = await browsers.TakeAsync();
    }

    /// <summary>Everything said into the test's output, with the ends of the demo's own logs, which go with it.</summary>
    public async Task PrintAsync()
    {
        var logs = Path.Combine(state.Path, "log");
        IEnumerable<string> written = Directory.Exists(logs) ? Directory.GetFiles(logs).Order(StringComparer.Ordinal) : [];
        foreach (var log in written)
        {
            // It is still written to.
            using var reader = new StreamReader(File.Open(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            foreach (var line in (await reader.ReadToEndAsync()).Split('\n').TakeLast(LastLines))
                Diary.Add(Path.GetFileName(log), line);
        }

        Diary.Print();
    }

    /// <summary>What a job of a pipeline on a branch gets at the gateway.</summary>
    public async Task<HttpStatusCode> CallAsync(string service, string path, HttpMethod method, string pipeline, string branch)
    {
        return await CallAsync(service, path, method, await MintAsync(service, pipeline, branch));
    }

    /// <summary>A token of a job, good for minutes.</summary>
    public async Task<string> MintAsync(string service, string pipeline, string branch) =>
        (await AccessctlAsync("token", "mint", "--environment", "production", "--service", service, "--pipeline", pipeline, "--branch", branch)).Trim();

    /// <summary>What the bearer of a token gets at the gateway.</summary>
    public async Task<HttpStatusCode> CallAsync(string service, string path, HttpMethod method, string token)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, $"http://localhost:{gatewayPort}{path}");
        request.Headers.Host = $"{service}.internal.acme.example";
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (browsers is not null && Browser is not null)
            await browsers.GiveBackAsync(Browser);
        if (demo is not null)
        {
            // As Ctrl-C does: the script ends what it started.
            using var end = Process.Start("kill", ["-TERM", demo.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await end.WaitForExitAsync();
            await demo.WaitForExitAsync();
            demo.Dispose();
        }

        state.Dispose();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Path.Combine(Root, "run.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACCESS_STATE"] = state.Path;
        start.Environment["ACCESS_BUILT"] = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        // A page's call that fails says why.
        start.Environment["DetailedErrors"] = "true";
        start.Environment["ACCESS_CONSOLE_PORT"] = $"{consolePort}";
        start.Environment["ACCESS_GATEWAY_PORT"] = $"{gatewayPort}";
        return Process.Start(start)!;
    }

    private async Task ReadyAsync(Process process)
    {
        var ready = new TaskCompletionSource();
        // Read to the end, or the demo would wait for somebody to read on.
        var errors = ReadAsync(process.StandardError, _ => { });
        var output = ReadAsync(process.StandardOutput, line =>
        {
            if (line.Contains("Ctrl-C ends everything", StringComparison.Ordinal))
                ready.TrySetResult();
        });
        await Task.WhenAny(ready.Task, output).WaitAsync(StartTimeout);
        if (ready.Task.IsCompleted)
            return;
        await errors;
        await PrintAsync();
        throw new InvalidOperationException("run.sh ended before the demo was ready");
    }

    private async Task ReadAsync(StreamReader output, Action<string> look)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Diary.Add("run.sh", line);
            look(line);
        }
    }

    public async Task<string> AccessctlAsync(params string[] arguments)
    {
        var cli = Path.Combine(Root, "App.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "accessctl.dll");
        var start = new ProcessStartInfo("dotnet", [cli, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACCESS_SERVER"] = Console;
        start.Environment["ACCESS_TOKEN"] = await File.ReadAllTextAsync(Path.Combine(state.Path, "bootstrap-token"));
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"accessctl {string.Join(' ', arguments)}: {errors}");
    }
}
