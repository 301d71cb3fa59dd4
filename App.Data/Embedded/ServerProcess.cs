using System.Globalization;

namespace AccessConsole.Data.Embedded;

/// <summary>Starting and stopping the server through <c>pg_ctl</c>, which keeps it out of the console's process group and signals.</summary>
internal sealed class ServerProcess(
    ServerDirectory directory, PostgresBinaries binaries, ServerAccount account, string socketDirectory, EmbeddedPostgresOptions options)
{
    // After a kill the old server's children need a moment to notice and to let go of its shared memory.
    private const int Attempts = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string SocketDirectory => socketDirectory;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await new FormerServer(directory, this).EndAsync(cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var started = await ControlAsync(["start", "--wait", "--log", directory.Log, "--options", Settings()], cancellationToken);
            if (started.Succeeded)
                return;
            if (attempt == Attempts)
                throw new EmbeddedPostgresException($"PostgreSQL did not start: {started.Output}; see `{directory.Log}`");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stopped = await ControlAsync(["stop", "--wait", "--mode", "fast"], cancellationToken);
        // A server that died by itself cannot be stopped, and need not be.
        if (!stopped.Succeeded && (await ControlAsync(["status"], cancellationToken)).Succeeded)
            throw new EmbeddedPostgresException($"PostgreSQL did not stop: {stopped.Output}; see `{directory.Log}`");
    }

    private Task<CommandResult> ControlAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return account.RunAsync(
            binaries.PgCtl, [.. arguments, "--pgdata", directory.Cluster, "--timeout", seconds, "--silent"], directory.Root, cancellationToken);
    }

    private string Settings()
    {
        string[] settings =
        [
            "listen_addresses=",
            $"unix_socket_directories={socketDirectory}",
            "unix_socket_permissions=0700",
            "max_connections=200",
            "log_checkpoints=off",
            $"fsync={(options.IsDurable ? "on" : "off")}",
        ];
        return string.Join(' ', settings.Select(setting => $"-c {ShellQuoted(setting)}"));
    }

    // pg_ctl hands the settings to a shell.
    private static string ShellQuoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
