namespace AccessConsole.Cli.Pull;

/// <summary>What nginx runs before the first bundle, and in place of a stale one where the policy says so: a refusal for every request.</summary>
internal static class DenyAllBootstrap
{
    /// <summary>What the refusal shows as its revision, so that it can be proved like a bundle.</summary>
    public const string Revision = "deny-all";

    /// <summary>Defines the log format that the host's <c>access-host.conf</c> names, as every bundle does.</summary>
    public const string HttpConf = """
        log_format access_json escape=json '{"time":"$time_iso8601","host":"$host","method":"$request_method","decision":"deny","reason":"no_bundle","revision":"","peer":"$remote_addr","status":$status}';
        server {
            include access-host.conf;
            server_name _;
            add_header X-Access-Revision deny-all always;
            location / {
                return 503;
            }
        }

        """;
}
