using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The headers that tokens are read from, in lower case: no upstream behind the last hop sees them.</summary>
internal static class TokenHeaders
{
    public static ImmutableArray<string> Of(PolicySet policy) =>
    [
        .. policy.Providers.Values.Select(p => p.Oidc?.TokenHeader).OfType<string>()
            .Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The variable that holds what a deployment in shadow passes on of such a header: whatever is no token of the policy's issuers.</summary>
    public static string ForeignVariable(string header) => "access_foreign_" + header.Replace('-', '_');
}
