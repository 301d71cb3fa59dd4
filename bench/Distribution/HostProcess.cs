using System.Diagnostics;

namespace AccessConsole.Bench.Distribution;

/// <summary>The measured process, and the lines exchanged with it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process process;

    private HostProcess(Process process, Uri address, string token)
    {
        this.process = process;
        Address = address;
        Token = token;
    }

    /// <summary>Of all processors, since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public Uri Address { get; }

    public string Token { get; }

    public static Task<HostProcess> StartAsync(int publishes, int size, params string[] database) => StartAsync(["serve", $"{publishes}", $"{size}", .. database]);

    public static async Task<HostProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var parts = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
        return new HostProcess(process, new Uri(parts[0]), parts[1]);
    }

    public async Task<long> AskAsync(string what)
    {
        await process.StandardInput.WriteLineAsync(what);
        await process.StandardInput.FlushAsync();
        return long.Parse((await process.StandardOutput.ReadLineAsync())!);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
