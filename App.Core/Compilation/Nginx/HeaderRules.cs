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

    /// <summary>Every name that is set or removed, in lower case.</summary>
    public static IEnumerable<string> Known => Rewritten.Select(r => r.Name).Concat(CallerHeaders.Removed).Select(name => name.ToLowerInvariant());
}
