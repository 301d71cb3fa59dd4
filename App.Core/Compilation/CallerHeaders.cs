using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation;

/// <summary>What no engine forwards of a caller's headers. The list is closed and documented in the engines' READMEs.</summary>
internal static class CallerHeaders
{
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
}
