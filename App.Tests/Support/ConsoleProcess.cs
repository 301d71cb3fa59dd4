using System.Diagnostics;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>The console as a process of its own, so that it can be killed.</summary>
public sealed class ConsoleProcess : IDisposable, IAsyncDisposable
{
    private readonly Process process;
    private bool isDisposed;

    private ConsoleProcess(Process process, Uri address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = address };
        Client.DefaultRequestHeaders.Add("Authorization", $"Bearer {ConsoleHost.BootstrapToken}");
    }

    /// <summary>With the bootstrap token.</summary>
    public HttpClient Client { get; }

    /// <param name="settings">Environment variables beyond the tests' own.</param>
    public static async Task<ConsoleProcess> StartAsync(string connectionString, string directory, params (string Key, string Value)[] settings)
    {
        var console = new ConsoleProcess(Run(connectionString, directory, settings, out var address), address);
        try
        {
            await Eventually.HoldsAsync(console.IsReadyAsync, "the console to start");
            return console;
        }
        catch
        {
            console.Dispose();
            throw;
        }
    }

    /// <summary>As the kernel does when memory runs out: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs until the console ends by itself, and gives its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "App.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(await output));
    }

    public void Dispose()
    {
        // A test that fails between two consoles disposes of the first once more, and is to say why it failed.
        if (isDisposed)
            return;
        isDisposed = true;
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
        Client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!isDisposed && !process.HasExited)
            await KillAsync();
        Dispose();
    }

    private static Process Run(string connectionString, string directory, (string Key, string Value)[] settings, out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{FreePorts.Take()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "App.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
        };
        // It lives for seconds: what the compiler spends on making often used code faster never comes back.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__Access"] = connectionString;
        start.Environment["Console__DataDirectory"] = directory;
        start.Environment["Console__BootstrapToken"] = ConsoleHost.BootstrapToken;
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(process.HasExited, "the console ended at its start");
        try
        {
            using var answer = await Client.GetAsync("/api/v1/revisions", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
