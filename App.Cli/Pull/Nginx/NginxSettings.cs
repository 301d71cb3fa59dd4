using System.Collections.Immutable;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>The nginx beside the puller.</summary>
internal sealed record NginxSettings
{
    /// <summary>The binary, or a wrapper that may reload.</summary>
    public string Binary { get; init; } = "nginx";

    /// <summary>The host's own configuration, which includes <c>current/nginx/http.conf</c>.</summary>
    public string Config { get; init; } = "/etc/nginx/nginx.conf";

    /// <summary>Files to which a bundle may write its access log.</summary>
    public ImmutableArray<string> AccessLogs { get; init; } = [];
}
