using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// Which headers of a caller never reach an upstream. The list is closed and documented in the README; any other name under the same
/// prefixes refuses the request, since nginx cannot remove by prefix.
/// </summary>
internal static class HeaderRules
{
    /// <summary>Headers that nginx sets itself from what it knows, whatever the caller sent.</summary>
    public static readonly ImmutableArray<(string Name, string Value)> Rewritten =
    [
        ("X-Forwarded-For", "$remote_addr"),
        ("X-Forwarded-Proto", "$scheme"),
        ("X-Forwarded-Host", "$host"),
        ("X-Forwarded-Port", "$server_port"),
        ("X-Access-Principal", "$access_principal"),
        ("X-Access-Grant", "$access_granted_by"),
        ("X-Access-Revision", "$access_revision"),
        ("X-Access-Trace", "$request_id"),
        ("traceparent", "$access_traceparent"),
    ];

    /// <summary>Headers by which a request could be executed as another than the one that was checked, or an identity be claimed.</summary>
    public static readonly ImmutableArray<string> Removed =
    [
        "Forwarded",
        "HTTP2-Settings",
        "X-Access-Reason",
        "X-Forwarded-Access-Token",
        "X-Forwarded-Client-Cert",
        "X-Forwarded-Email",
        "X-Forwarded-Groups",
        "X-Forwarded-Method",
        "X-Forwarded-Path",
        "X-Forwarded-Prefix",
        "X-Forwarded-Scheme",
        "X-Forwarded-Server",
        "X-Forwarded-Ssl",
        "X-Forwarded-Uri",
        "X-Forwarded-User",
        "X-HTTP-Method",
        "X-HTTP-Method-Override",
        "X-Method-Override",
        "X-Original-Host",
        "X-Original-Method",
        "X-Original-URI",
        "X-Original-URL",
        "X-Real-IP",
        "X-Rewrite-URL",
    ];

    /// <summary>Every name that is set or removed, in lower case.</summary>
    public static IEnumerable<string> Known => Rewritten.Select(r => r.Name).Concat(Removed).Select(name => name.ToLowerInvariant());
}
