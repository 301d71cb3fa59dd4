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
        // INVARIANT (ambiguity): credentials that name two principals are refused, so that both must be known or neither.
        return Merge(directory.Confusable, [.. deployments.SelectMany(d => d.Deployment.NamedPrincipals()).Distinct().Where(p => !directory.IsConfusable(p)).OrderBy(p => p.Reference)]);
    }

    /// <summary>Of two lists ordered by reference one. There are thousands of slices: none may order anew what they share.</summary>
    private static ImmutableArray<Principal> Merge(ImmutableArray<Principal> confusable, ImmutableArray<Principal> named)
    {
        var merged = ImmutableArray.CreateBuilder<Principal>(confusable.Length + named.Length);
        var next = 0;
        foreach (var principal in named)
        {
            for (; next < confusable.Length && confusable[next].Reference.CompareTo(principal.Reference) < 0; next++)
                merged.Add(confusable[next]);
            merged.Add(principal);
        }

        merged.AddRange(confusable.AsSpan()[next..]);
        return merged.MoveToImmutable();
    }
}
