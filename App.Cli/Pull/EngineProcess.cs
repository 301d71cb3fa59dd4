using System.ComponentModel;
using System.Diagnostics;

namespace AccessConsole.Cli.Pull;

/// <summary>Runs an engine's own binary.</summary>
internal static class EngineProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What it printed on standard output.</summary>
    /// <param name="what">Names the run in messages.</param>
    /// <param name="code">What to report when it fails.</param>
    /// <exception cref="PullException">It could not be started, took too long or failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(string binary, string what, string code, IEnumerable<string> arguments)
    {
        using var process = Start(binary, code, arguments);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? output.Result : throw new PullException(code, $"{what} failed: {Shorten(errors.Result)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new PullException(code, $"{what} took longer than {Patience.TotalSeconds:0} s");
        }
    }

    private static Process Start(string binary, string code, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(binary, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception e)
        {
            throw new PullException(code, $"could not run `{binary}`: {e.Message}");
        }
    }

    private static string Shorten(string text) => text.Trim() is { Length: > 0 } said
        ? said.Length > 1000 ? said[..1000] : said
        : "it said nothing";
}
