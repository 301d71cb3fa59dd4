using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>
/// Whom a bundle has to know. A bundle of a whole environment knows everybody. A slice leaves out whoever it can tell from nobody by no
/// effect: pipelines without SPIFFE ID that no rule names, of a provider whose tokens name pipelines only.
/// </summary>
internal static class BundlePrincipals
{
    public static IReadOnlyList<Principal> Of(PrincipalDirectory directory, BundleScope scope, IReadOnlyList<CompiledDeployment> deployments)
    {
        if (deployments.Count == 0)
            return [];
        if (scope.Service is null)
            return directory.All;
        var named = deployments.SelectMany(d => d.Deployment.NamedPrincipals()).ToHashSet();
        return [.. directory.All.Where(p => named.Contains(p) || p.SpiffeId is not null || MayBeNamedBesideAnother(directory, p))];
    }

    /// <summary>INVARIANT (ambiguity): a token that names two principals is refused, so that both must be known or neither.</summary>
    private static bool MayBeNamedBesideAnother(PrincipalDirectory directory, Principal principal) =>
        principal.Workload?.Provider is not null
        || (principal.Pipeline is { } pipeline && !directory.WorkloadsOf(pipeline.Provider).IsEmpty);
}
