using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation;

/// <summary>
/// Whom a bundle has to know. A bundle of a whole environment knows everybody, a tombstone nobody. A slice leaves out whoever it can tell
/// from nobody by no effect: pipelines without SPIFFE ID that no rule names, of a provider whose tokens name pipelines only. What is left
/// out can only turn <c>no_grant</c> into <c>unknown_principal</c>.
/// </summary>
internal static class BundlePrincipals
{
    public static ImmutableArray<Principal> Of(PrincipalDirectory directory, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        if (deployments.Count == 0)
            return [];
        if (scope.Service is null)
            return directory.All;
        var named = deployments.SelectMany(d => d.Deployment.NamedPrincipals()).ToHashSet();
        return [.. directory.All.Where(p => named.Contains(p) || BearsOnIdentity(directory, p))];
    }

    /// <summary>INVARIANT (ambiguity): credentials that name two principals are refused, so that both must be known or neither.</summary>
    private static bool BearsOnIdentity(PrincipalDirectory directory, Principal principal) =>
        principal.SpiffeId is not null
        || principal.Workload?.Provider is not null
        || (principal.Pipeline is { } pipeline && !directory.WorkloadsOf(pipeline.Provider).IsEmpty);
}
