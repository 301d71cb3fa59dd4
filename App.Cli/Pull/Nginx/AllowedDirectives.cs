using System.Collections.Frozen;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>
/// The directives that a bundle may use, each group with its reason. A bundle is signed, yet what a signer may do to a host is bounded here: it may decide
/// about requests, but load no code other than its own, read and write no files of the host, and open no sockets but those that the host gave it.
/// Left out on purpose: <c>load_module</c>, <c>perl*</c>, <c>lua*</c>, <c>root</c>, <c>alias</c>, <c>proxy_store</c>, <c>user</c>, <c>daemon</c>, <c>env</c>, <c>*_pass</c>
/// to anything but HTTP and gRPC, <c>ssl_certificate*</c> (the host's, in its own file), <c>js_path</c>, <c>js_fetch*</c>, <c>resolver</c>, <c>dav_methods</c>.
/// </summary>
internal static class AllowedDirectives
{
    private static readonly FrozenDictionary<string, Func<NginxDirective, BundleArguments, string?>> Known = Build();

    /// <summary>What is wrong with the directive; null when a bundle may use it so.</summary>
    public static string? Problem(NginxDirective directive, BundleArguments arguments)
    {
        if (!Known.TryGetValue(directive.Name, out var check))
            return $"`{directive.Name}` is not among the directives that a bundle may use";
        if (directive.Arguments.Any(argument => argument.Contains("unix:", StringComparison.OrdinalIgnoreCase)))
            return $"`{directive.Name}` names a unix socket";
        return check(directive, arguments);
    }

    private static FrozenDictionary<string, Func<NginxDirective, BundleArguments, string?>> Build()
    {
        var known = new Dictionary<string, Func<NginxDirective, BundleArguments, string?>>(StringComparer.Ordinal);
        void Allow(Func<NginxDirective, BundleArguments, string?> check, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                known.Add(name, check);
        }

        // Structure: where requests are told apart.
        Allow(Anything, "server", "location", "if", "map", "upstream", "server_name", "server_names_hash_bucket_size", "server_names_hash_max_size", "internal", "default_type");
        Allow(Anything, "map_hash_bucket_size", "map_hash_max_size", "variables_hash_bucket_size", "variables_hash_max_size", "set", "keepalive", "keepalive_timeout", "keepalive_requests");
        Allow(Anything, "keepalive_time", "limit_except", "deny", "allow", "absolute_redirect", "port_in_redirect", "server_name_in_redirect", "recursive_error_pages", "http2_max_concurrent_streams");

        // What reaches the decision: how strictly requests are read.
        Allow(Anything, "underscores_in_headers", "ignore_invalid_headers", "merge_slashes", "client_max_body_size", "client_body_buffer_size", "client_body_timeout", "client_header_timeout");
        Allow(Anything, "client_header_buffer_size", "large_client_header_buffers", "send_timeout", "lingering_close", "server_tokens", "chunked_transfer_encoding", "etag", "max_ranges", "lingering_timeout");

        // Answers that nginx gives by itself.
        Allow(Anything, "return", "rewrite", "error_page", "add_header", "log_subrequest");

        // Sockets: TCP only; which ones, the host says in its own file.
        Allow(Anything, "listen");

        // Callers' certificates: verified against the bundle's own trust anchors. Server certificates and keys are the host's.
        Allow(Anything, "ssl_verify_client", "ssl_verify_depth", "ssl_protocols", "ssl_ciphers", "ssl_prefer_server_ciphers", "ssl_session_cache", "ssl_session_tickets", "ssl_session_timeout");
        Allow(OwnFile("client-ca.pem"), "ssl_client_certificate", "ssl_trusted_certificate");

        // The decision: the bundle's own script and data, nothing else on disk.
        Allow(Anything, "js_set", "js_var", "js_content", "js_header_filter", "js_body_filter");
        Allow(OwnFile("access.js"), "js_import");
        Allow(OwnFile("policy.json"), "js_preload_object");

        // Limits for callers that were verified.
        Allow(Anything, "limit_req", "limit_req_zone", "limit_req_status", "limit_req_dry_run", "limit_req_log_level", "limit_conn", "limit_conn_zone", "limit_conn_status");

        // The way to the upstream, over the network. What is stored or cached stays out: no proxy_store, proxy_cache_path or temp paths.
        Allow(Anything, "proxy_set_header", "proxy_pass_header", "proxy_hide_header", "proxy_http_version", "proxy_pass_request_headers", "proxy_pass_request_body", "proxy_redirect");
        Allow(Anything, "proxy_buffering", "proxy_request_buffering", "proxy_buffers", "proxy_buffer_size", "proxy_busy_buffers_size", "proxy_max_temp_file_size", "proxy_intercept_errors");
        Allow(Anything, "proxy_connect_timeout", "proxy_read_timeout", "proxy_send_timeout", "proxy_next_upstream", "proxy_next_upstream_tries", "proxy_next_upstream_timeout", "proxy_socket_keepalive");
        Allow(Anything, "proxy_headers_hash_bucket_size", "proxy_headers_hash_max_size", "proxy_ignore_headers", "proxy_ssl_server_name", "proxy_ssl_name", "proxy_ssl_verify");
        Allow(Anything, "proxy_ssl_verify_depth", "proxy_ssl_protocols", "proxy_ssl_session_reuse", "proxy_method", "proxy_set_body", "proxy_ignore_client_abort", "proxy_cookie_path", "proxy_cookie_domain");
        Allow(Network("http://", "https://"), "proxy_pass");
        Allow(Network("grpc://", "grpcs://"), "grpc_pass");
        Allow(Anything, "grpc_set_header", "grpc_pass_header", "grpc_hide_header", "grpc_connect_timeout", "grpc_read_timeout", "grpc_send_timeout", "grpc_next_upstream", "grpc_next_upstream_tries");
        Allow(Anything, "grpc_ssl_server_name", "grpc_ssl_name", "grpc_ssl_verify", "grpc_ssl_verify_depth", "grpc_ssl_protocols", "grpc_buffer_size", "grpc_intercept_errors", "grpc_socket_keepalive");

        // Evidence: to places that the host chose.
        Allow(Anything, "log_format", "log_not_found");
        Allow(AccessLog, "access_log");
        Allow(ErrorLog, "error_log");

        // The one file of the host's that a bundle leans on.
        Allow(Include, "include");
        return known.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Anything(NginxDirective directive, BundleArguments arguments) => null;

    /// <summary>Names one file, and that is a file of the bundle: its name alone, or under a directory <c>nginx</c>, without going up.</summary>
    private static Func<NginxDirective, BundleArguments, string?> OwnFile(string name) => (directive, _) =>
        directive.Arguments is [.., var path]
        && (path == name || path == $"nginx/{name}" || path.EndsWith($"/nginx/{name}", StringComparison.Ordinal))
        && !path.Split('/').Contains("..") && !path.Contains('$', StringComparison.Ordinal)
            ? null
            : $"`{directive.Name}` names something other than the bundle's `nginx/{name}`";

    private static Func<NginxDirective, BundleArguments, string?> Network(params string[] schemes) => (directive, _) =>
        directive.Arguments is [var address] && schemes.Any(scheme => address.StartsWith(scheme, StringComparison.Ordinal))
            ? null
            : $"`{directive.Name}` does not lead to {string.Join(" or ", schemes)}";

    private static string? AccessLog(NginxDirective directive, BundleArguments arguments) =>
        directive.Arguments is [var target, ..]
        && (target is "off" or "/dev/stdout" || target.StartsWith("syslog:server=", StringComparison.Ordinal) || arguments.AccessLogs.Contains(target))
            ? null
            : "`access_log` writes to a file that the host did not name by --access-log";

    private static string? ErrorLog(NginxDirective directive, BundleArguments arguments) =>
        directive.Arguments is ["stderr" or "/dev/stderr", ..] ? null : "`error_log` writes to something other than stderr";

    private static string? Include(NginxDirective directive, BundleArguments arguments) =>
        directive.Arguments is ["access-host.conf"] ? null : "`include` names something other than the host's `access-host.conf`";
}
