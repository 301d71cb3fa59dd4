using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The headers that tokens are read from: no upstream behind the last hop sees them.</summary>
internal static class TokenHeaders
{
    public static ImmutableArray<string> Of(PolicySet policy) =>
    [
        .. policy.Providers.Values.Select(p => p.Oidc?.TokenHeader).OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
    ];
}
