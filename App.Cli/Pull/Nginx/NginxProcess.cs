using System.ComponentModel;
using System.Diagnostics;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>Runs the nginx binary on the host's configuration.</summary>
internal sealed class NginxProcess(string binary, string config)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What nginx printed on standard output.</summary>
    /// <param name="code">What to report when it fails.</param>
    /// <exception cref="PullException">It could not be started, took too long or failed; the message holds what it said.</exception>
    public async Task<string> RunAsync(string code, params string[] arguments)
    {
        using var process = Start(code, [.. arguments, "-c", config]);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? output.Result : throw new PullException(code, $"nginx {arguments[0]} failed: {Shorten(errors.Result)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new PullException(code, $"nginx {arguments[0]} took longer than {Patience.TotalSeconds:0} s");
        }
    }

    private Process Start(string code, string[] arguments)
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
