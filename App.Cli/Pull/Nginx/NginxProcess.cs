namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>Runs the nginx binary on the host's configuration.</summary>
internal sealed class NginxProcess(string binary, string config)
{
    /// <summary>What nginx printed on standard output.</summary>
    /// <param name="code">What to report when it fails.</param>
    /// <exception cref="PullException">It could not be started, took too long or failed; the message holds what it said.</exception>
    public Task<string> RunAsync(string code, params string[] arguments) => EngineProcess.RunAsync(binary, $"nginx {arguments[0]}", code, [.. arguments, "-c", config]);
}
