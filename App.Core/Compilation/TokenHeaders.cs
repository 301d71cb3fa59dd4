using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>The headers that tokens are read from, in lower case: no upstream behind the last hop sees them, and no log.</summary>
internal static class TokenHeaders
{
    public static ImmutableArray<string> Of(PrincipalDirectory directory) =>
    [
        .. directory.Providers.Select(p => p.Oidc?.TokenHeader).OfType<string>()
            .Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
