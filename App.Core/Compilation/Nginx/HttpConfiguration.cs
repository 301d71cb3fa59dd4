using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The tree of <c>nginx/http.conf</c>: what is declared once, a server that refuses every unknown host, a server for each deployment.</summary>
internal static class HttpConfiguration
{
    /// <summary>Where the host lets nginx find the bundle, relative to the directory of its nginx.conf.</summary>
    public const string Root = "access/current";

    /// <summary>The host's own settings, which every server includes, relative to the same directory.</summary>
    public const string HostFile = "access-host.conf";

    private static readonly ImmutableArray<string> Variables =
    [
        "access_bytes", "access_claims", "access_detail", "access_grant", "access_principal", "access_reason", "access_revision",
    ];

    public static IEnumerable<NginxDirective> Of(CompilationInput input, BundleScope scope, IReadOnlyList<NginxDeployment> deployments)
    {
        var common = Common(input);
        var servers = new ServerBlock(common, TokenHeaders.Of(input.Policy.Principals));
        var limits = deployments.SelectMany(d => d.Limits).Distinct().OrderBy(l => l.Key, StringComparer.Ordinal);
        return
        [
            .. Declarations(scope.Environment),
            .. TokenHeaders.Of(input.Policy.Principals).Select(header => NginxDirective.With("js_var", ForeignVariable.Use(header))),
            .. limits.SelectMany(l => l.Declaration()),
            .. deployments.SelectMany(ServerBlock.UpstreamGroup),
            DefaultServer(common),
            .. deployments.Select(servers.Of),
        ];
    }

    private static IEnumerable<NginxDirective> Declarations(string environment) =>
    [
        NginxDirective.Of("js_import", "access", "from", $"{Root}/nginx/access.js"),
        NginxDirective.Of("js_preload_object", "access_policy", "from", $"{Root}/nginx/policy.json"),
        NginxDirective.Of("js_preload_object", "access_manifest", "from", $"{Root}/.manifest"),
        .. Variables.Select(name => NginxDirective.Of("js_var", $"${name}")),
        .. DerivedVariables.All,
        NginxDirective.Of("server_names_hash_max_size", "32768"),
        NginxDirective.Of("server_names_hash_bucket_size", "512"),
        AccessLog.Format(environment),
    ];

    /// <summary>The first server for its addresses, so the one for every host that no deployment has, and for requests without one.</summary>
    private static NginxDirective DefaultServer(ImmutableArray<NginxDirective> common) => NginxDirective.Of("server").Holding(
    [
        .. common,
        NginxDirective.Of("server_name", "_"),
        NginxDirective.Of("set", "$access_service", ""),
        NginxDirective.Of("set", "$access_mode", "enforce"),
        NginxDirective.Of("location", "/").Holding(NginxDirective.Of("js_content", "access.unknownHost")),
    ]);

    private static ImmutableArray<NginxDirective> Common(CompilationInput input)
    {
        var hasCertificates = input.Policy.Providers.Values.Any(p => p.Spiffe is not null);
        var hasAuthorities = !ClientAuthorities.Of(input.Policy.Principals).IsEmpty;
        return
        [
            NginxDirective.Of("include", HostFile),
            NginxDirective.Of("underscores_in_headers", "off"),
            NginxDirective.Of("ignore_invalid_headers", "on"),
            // A certificate that does not verify is an answer of ours, in the log with its reason, and none of nginx's own.
            .. hasCertificates ? [NginxDirective.Of("ssl_verify_client", "optional_no_ca"), NginxDirective.Of("ssl_verify_depth", "5")] : ImmutableArray<NginxDirective>.Empty,
            .. hasAuthorities ? [NginxDirective.Of("ssl_client_certificate", $"{Root}/nginx/client-ca.pem")] : ImmutableArray<NginxDirective>.Empty,
        ];
    }
}
