using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace AccessConsole.Bench.WholeConsole;

/// <summary>A console in a process of its own, and what is asked of that process.</summary>
internal sealed class MeasuredConsole : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly string directory;

    private MeasuredConsole(Process process, string directory, Uri address)
    {
        this.process = process;
        this.directory = directory;
        Address = address;
        Admin = new HttpClient { BaseAddress = address, Timeout = Patience };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ConsoleServer.BootstrapToken);
    }

    public Uri Address { get; }

    /// <summary>With the bootstrap token.</summary>
    public HttpClient Admin { get; }

    public static async Task<MeasuredConsole> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("bench-console-").FullName;
        // Run by root, the private database belongs to an account that must be able to enter.
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["console", Path.Combine(directory, "data")]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the console ended at its start");
        var console = new MeasuredConsole(process, directory, new Uri(address));
        await console.ReadyAsync();
        return console;
    }

    /// <summary>The spans that ended since they were taken last, in their order.</summary>
    public async Task<IReadOnlyList<(string Name, double Milliseconds)>> TakeSpansAsync() =>
    [
        .. from span in (await AskAsync("spans")).Split(';', StringSplitOptions.RemoveEmptyEntries)
           let parts = span.Split('=')
           select (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture)),
    ];

    /// <summary>Bytes of managed objects in use.</summary>
    public async Task<long> HeapAsync() => long.Parse(await AskAsync("heap"), CultureInfo.InvariantCulture);

    /// <summary>Of all its processors together, since it started; its PostgreSQL apart.</summary>
    public TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>Bytes in memory now, and the most there ever were.</summary>
    public (long Now, long Peak) Resident()
    {
        process.Refresh();
        return (process.WorkingSet64, process.PeakWorkingSet64);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task<string> AskAsync(string what)
    {
        await process.StandardInput.WriteLineAsync(what);
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the console ended");
    }

    private async Task ReadyAsync()
    {
        while (true)
        {
            using var answer = await Admin.GetAsync(new Uri("/api/v1/revisions", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
                return;
            await Task.Delay(100);
        }
    }
}
