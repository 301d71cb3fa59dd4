using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>Names of principals in tokens, as far as Istio can be told of them, and in its conditions.</summary>
internal static class IstioTokenNames
{
    // Istio reads the texts of these as lists, split at spaces.
    private static readonly ImmutableArray<string> SplitClaims = ["permission", "scope"];

    /// <summary>Null where tokens name the principal in no way, or in none that Istio can be told.</summary>
    public static TokenName? Of(PrincipalDirectory directory, Principal principal) =>
        !IsInexpressible(principal) && TokenName.Of(directory, principal) is { } name && IstioText.IsPlain(name.Issuer) ? name : null;

    /// <summary>Whether the policy knows tokens of the principal that Istio cannot be told of.</summary>
    public static bool IsInexpressible(Principal principal) =>
        principal.Workload is { Provider: not null } workload && workload.Claims.Any(c => !IstioText.IsPlain(c.Value) || SplitClaims.Contains(c.Key));

    /// <summary>The names as lists of conditions, one for all that differ in their last claim only.</summary>
    public static IEnumerable<IstioCondition[]> Together(IEnumerable<TokenName> names) =>
        from alike in names.Distinct().GroupBy(n => n with { Claims = [.. n.Claims.Take(n.Claims.Count - 1), KeyValuePair.Create(n.Claims[^1].Key, "")] })
        from chunk in Values.Chunks(alike.Select(n => n.Claims[^1].Value))
        select (IstioCondition[])
        [
            IstioCondition.Claim(ClaimNames.Issuer, alike.Key.Issuer),
            .. alike.Key.Claims.Take(alike.Key.Claims.Count - 1).Select(c => IstioCondition.Claim(c.Key, c.Value)),
            IstioCondition.Claim(alike.Key.Claims[^1].Key, chunk),
        ];
}
