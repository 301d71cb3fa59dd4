using System.Globalization;

namespace AccessConsole.Tests.Support;

/// <summary>The verifier of <c>deploy/nginx/verifier</c> as a host sets it up, in a rig's directory and with a log of its answers.</summary>
internal sealed class NginxVerifier
{
    private const string Sockets = "/run/nginx-access-verifier";

    private readonly string directory;
    private readonly int share;

    private NginxVerifier(string directory, int share) => (this.directory, this.share) = (directory, share);

    /// <summary>In <c>http { }</c>.</summary>
    public string HttpSettings =>
        $$"""
        log_format verifier $upstream_status;
        split_clients $request_id $is_verified { {{share}}% on; * ""; }
        include verifier/http.conf;
        """;

    /// <summary>In access-host.conf.</summary>
    public static string ServerSettings => "include verifier/server.conf;";

    /// <summary>Where it listens.</summary>
    public string Socket => Path.Combine(directory, "verify.sock");

    private string Log => Path.Combine(directory, "verifier.log");

    /// <param name="share">Of how many requests in a hundred it is asked.</param>
    public static NginxVerifier In(string directory, int share)
    {
        var verifier = new NginxVerifier(directory, share);
        Directory.CreateDirectory(Path.Combine(directory, "verifier"));
        foreach (var file in Directory.GetFiles(Repository.PathTo("deploy", "nginx", "verifier")))
            File.WriteAllText(Path.Combine(directory, "verifier", Path.GetFileName(file)), verifier.Placed(File.ReadAllText(file)));
        return verifier;
    }

    /// <summary>Beside <c>http { }</c>.</summary>
    public string MainSettings(NginxProgram program) =>
        $"{string.Concat(program.StreamModules.Select(module => $"load_module {module};\n"))}stream {{ include verifier/stream.conf; }}";

    /// <summary>The statuses of its answers, once there are so many; 502 is that nobody answered.</summary>
    public async Task<IReadOnlyList<int>> AnswersAsync(int count)
    {
        string[] lines = [];
        for (var attempt = 0; attempt < 200 && lines.Length < count; attempt++)
        {
            await Task.Delay(attempt == 0 ? 0 : 10);
            lines = File.Exists(Log) ? await File.ReadAllLinesAsync(Log) : [];
        }

        return [.. lines.Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    public void Forget() => File.Delete(Log);

    private string Placed(string settings) => settings
        .Replace(Sockets, directory, StringComparison.Ordinal)
        .Replace("$access_verifier on;", "$access_verifier $is_verified;", StringComparison.Ordinal)
        .Replace("    internal;\n", $"    internal;\n    log_subrequest on;\n    access_log {Log} verifier;\n", StringComparison.Ordinal);
}
