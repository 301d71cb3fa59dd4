using AccessConsole.Core.Compilation.Kubernetes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Takes out of a request what its upstream must not see: tokens, which end here unread, and headers that would make it another request.</summary>
internal static class HeaderFilters
{
    private const int MaxInAFilter = 16;

    public static DocumentNode Of(PrincipalDirectory directory) => Tree.List(
        CallerHeaders.Removed.Select(name => name.ToLowerInvariant()).Concat(TokenHeaders.Of(directory)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Chunk(MaxInAFilter)
            .Select(names => Tree.Object(("requestHeaderModifier", Tree.Object(("remove", Tree.List(names)))), ("type", Tree.Text("RequestHeaderModifier")))));
}
