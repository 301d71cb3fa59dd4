using System.Collections.Immutable;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>What nginx runs before the first bundle, and in place of a stale one where the policy says so: a refusal for every request.</summary>
internal static class DenyAllBootstrap
{
    /// <summary>Defines the log format that the host's <c>access-host.conf</c> names, as every bundle does.</summary>
    private const string HttpConf = $$"""
        log_format access_json escape=json '{"time":"$time_iso8601","host":"$host","method":"$request_method","decision":"deny","reason":"no_bundle","revision":"","peer":"$remote_addr","status":$status}';
        server {
            include access-host.conf;
            server_name _;
            add_header X-Access-Revision {{EngineState.DenyAllRevision}} always;
            location / {
                return 503;
            }
        }

        """;

    public static readonly ImmutableArray<BundleFile> Files = [new(BundleInspector.HttpConf, System.Text.Encoding.ASCII.GetBytes(HttpConf))];
}
