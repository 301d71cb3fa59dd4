using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// Which principals a bundle must know. All of them, for a whole environment. For one service those that its rules name, and every
/// other that can change how a caller of it is identified: by a SPIFFE ID, by claims, or by naming a pipeline where claims may name a
/// workload too. What is left out can only turn <c>no_grant</c> into <c>unknown_principal</c>.
/// </summary>
internal static class SliceDirectory
{
    public static ImmutableArray<Principal> Of(PrincipalDirectory directory, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        if (scope.Service is null)
            return directory.All;
        var named = deployments.SelectMany(d => d.Deployment.NamedPrincipals()).ToHashSet();
        return [.. directory.All.Where(p => named.Contains(p) || BearsOnIdentity(directory, p))];
    }

    private static bool BearsOnIdentity(PrincipalDirectory directory, Principal principal) =>
        principal.SpiffeId is not null
        || principal.Workload is not null
        || !directory.WorkloadsOf(principal.Pipeline!.Provider).IsEmpty;
}
