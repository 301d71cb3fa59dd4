using System.Buffers;
using System.Collections.Frozen;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>
/// The directives that a bundle may use, each group with its reason. A bundle is signed, yet what a signer may do to a host is bounded here: it may decide
/// about requests, but load no code other than its own, read and write no files of the host, and open no sockets but those that the host gave it.
/// Whatever is not listed is refused, so <c>load_module</c>, <c>perl*</c>, <c>lua*</c>, <c>root</c>, <c>alias</c>, <c>proxy_store</c>, <c>user</c>, <c>env</c>, <c>listen</c>,
/// <c>ssl_certificate*</c>, <c>js_path</c> and <c>resolver</c> are. A compiler that learns a directive adds it here.
/// </summary>
internal static class AllowedDirectives
{
    /// <summary>Where a bundle finds its own files, from the directory of nginx.conf.</summary>
    private const string Root = "access/current";

    private const string UpstreamVariable = "$access_upstream";
    private const string ValueMap = "map";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>How regular expressions begin a group with a name; the first also looks behind, which no bundle does.</summary>
    private static readonly string[] NamedGroups = ["(?<", "(?P<", "(?'"];
    private static readonly string[] Modules = ["proxy", "grpc"];
    private static readonly string[] Schemes = ["http://", "https://", "grpc://", "grpcs://"];

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

    /// <summary>Whether what is in its braces are directives; in a map they are values, which the map answers for.</summary>
    public static bool HoldsDirectives(NginxDirective directive) => !directive.Block.IsDefault && directive.Name != ValueMap;

    private static FrozenDictionary<string, Func<NginxDirective, BundleArguments, string?>> Build()
    {
        var known = new Dictionary<string, Func<NginxDirective, BundleArguments, string?>>(StringComparer.Ordinal);
        void Allow(Func<NginxDirective, BundleArguments, string?> check, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                known.Add(name, check);
        }

        // Structure: where requests are told apart by their host.
        Allow(Anything, "server", "upstream", "keepalive", "server_names_hash_bucket_size", "server_names_hash_max_size");
        Allow(Matching, "location", "server_name");

        // How strictly requests are read, and refusals without a decision.
        Allow(Anything, "underscores_in_headers", "ignore_invalid_headers", "return", "error_page");

        // Callers' certificates, verified against the bundle's own trust anchors. Server certificates and keys are the host's.
        Allow(Anything, "ssl_verify_client", "ssl_verify_depth");
        Allow(OwnFiles("nginx/client-ca.pem"), "ssl_client_certificate");

        // The decision: the bundle's own script and data, nothing else on disk.
        Allow(Anything, "js_content");
        Allow(Computed, "js_set", "js_var");
        Allow(OwnFiles("nginx/access.js"), "js_import");
        Allow(OwnFiles("nginx/policy.json", ".manifest"), "js_preload_object");

        // What follows from a request or a verdict without a question to the script.
        Allow(Map, ValueMap);

        // Limits for callers that were verified.
        Allow(Anything, "limit_req", "limit_req_zone", "limit_req_status");

        // The way to the upstream, over the network. What writes files stays out: proxy_store, caches, temporary paths.
        Allow(Network, "proxy_pass", "grpc_pass");
        Allow(Set, "set");
        Allow(Anything, "proxy_http_version", "proxy_redirect", "proxy_buffering", "proxy_request_buffering");
        foreach (var module in Modules)
        {
            Allow(Anything, $"{module}_set_header", $"{module}_hide_header", $"{module}_ignore_headers", $"{module}_intercept_errors");
            Allow(Anything, $"{module}_connect_timeout", $"{module}_read_timeout", $"{module}_send_timeout", $"{module}_next_upstream");
            Allow(Anything, $"{module}_ssl_verify", $"{module}_ssl_verify_depth", $"{module}_ssl_server_name", $"{module}_ssl_name");
        }

        // Evidence: to places that the host chose.
        Allow(Anything, "log_format");
        Allow(AccessLog, "access_log");
        Allow(ErrorLog, "error_log");

        // The one file of the host's that a bundle leans on: addresses, server certificates, upstream authorities.
        Allow(Include, "include");
        return known.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Anything(NginxDirective directive, BundleArguments arguments) => null;

    private static Func<NginxDirective, BundleArguments, string?> OwnFiles(params string[] files) => (directive, _) =>
        directive.Arguments is [.., var path] && files.Any(file => path == $"{Root}/{file}")
            ? null
            : $"`{directive.Name}` names something other than the bundle's `{Root}/{files[0]}`";

    /// <summary>Values for values, all of them in the bundle, and none that would lead to an upstream.</summary>
    private static string? Map(NginxDirective directive, BundleArguments arguments)
    {
        if (directive is not { Arguments: [_, var variable], Block.IsDefault: false })
            return $"`{ValueMap}` does not make a variable of another";
        if (ProblemOfComputed(directive, variable) is { } problem)
            return problem;
        return directive.Block.FirstOrDefault(entry => entry.Name == "include" || !entry.Block.IsDefault || entry.Arguments.Length > 1) is { } strange
            ? $"`{ValueMap}` holds `{strange.Name}`, which is no value for another"
            : directive.Block.Any(entry => entry.Arguments.Any(value => value.Contains("unix:", StringComparison.OrdinalIgnoreCase)))
                ? $"`{ValueMap}` names a unix socket"
                : directive.Block.Select(entry => ProblemOfPattern(directive, entry.Name)).FirstOrDefault(found => found is not null);
    }

    private static string? Computed(NginxDirective directive, BundleArguments arguments) =>
        directive.Arguments is [var variable, ..] ? ProblemOfComputed(directive, variable) : $"`{directive.Name}` names no variable";

    private static string? Matching(NginxDirective directive, BundleArguments arguments) =>
        directive.Arguments.Select(argument => ProblemOfPattern(directive, argument)).FirstOrDefault(problem => problem is not null);

    private static string? Set(NginxDirective directive, BundleArguments arguments) => directive.Arguments is [var variable, var value]
        ? ProblemOfName(directive, variable) ?? (variable == UpstreamVariable ? ProblemOfAddress(directive, value) : null)
        : $"`{directive.Name}` takes a variable and a value";

    /// <summary>An address goes to HTTP or gRPC; a variable is the one that holds such an address.</summary>
    private static string? Network(NginxDirective directive, BundleArguments arguments) => directive switch
    {
        { Arguments: [UpstreamVariable] } => null,
        { Arguments: [var address] } => ProblemOfAddress(directive, address),
        _ => $"`{directive.Name}` takes one address",
    };

    /// <summary>Only <c>set</c>, of a fixed address, leads to an upstream.</summary>
    private static string? ProblemOfComputed(NginxDirective directive, string variable) =>
        ProblemOfName(directive, variable) ?? (variable == UpstreamVariable ? $"`{directive.Name}` makes `{UpstreamVariable}`, which only `set` may" : null);

    /// <summary>nginx takes capitals in names of variables for small letters: with small ones alone a name is what it looks like.</summary>
    private static string? ProblemOfName(NginxDirective directive, string variable) => variable is ['$', _, ..] && !variable.AsSpan(1).ContainsAnyExcept(NameCharacters)
        ? null
        : $"`{directive.Name}` makes the variable `{variable}`, whose name is not `$` and small letters, digits and underscores";

    /// <summary>nginx makes a variable of each group that has a name, of one that is there already too.</summary>
    private static string? ProblemOfPattern(NginxDirective directive, string pattern) => NamedGroups.Any(group => pattern.Contains(group, StringComparison.Ordinal))
        ? $"`{directive.Name}` makes variables by groups with names in `{pattern}`"
        : null;

    private static string? ProblemOfAddress(NginxDirective directive, string address) =>
        Schemes.Any(scheme => address.StartsWith(scheme, StringComparison.Ordinal)) && !address.Contains('$', StringComparison.Ordinal)
            ? null
            : $"`{directive.Name}` does not lead to a fixed address of {string.Join(", ", Schemes)}";

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
