using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>How many approvals a change needs. Approvals follow the effect, and a draft cannot lower its own.</summary>
public static class RequiredApprovals
{
    /// <summary>
    /// For each environment whose access or configuration changes, or whose machines are newly pointed at, the stricter of what it asked for before and what it
    /// asks for after. Environments that ask for none are listed with 0.
    /// </summary>
    /// <param name="patch">The patch that made <paramref name="after"/> of <paramref name="before"/>.</param>
    public static ImmutableSortedDictionary<string, int> For(PolicySet before, PolicySet after, PolicyPatch patch, AccessDiff access, ConfigurationDiff configuration) =>
        access.Environments.Union(configuration.Environments).Union(AddressOwners.Of(before, after, patch).Select(owned => owned.Place.Environment!))
            .ToImmutableSortedDictionary(name => name, name => Math.Max(Approvals(before, name), Approvals(after, name)), StringComparer.Ordinal);

    private static int Approvals(PolicySet policy, string environment) => policy.Environments.GetValueOrDefault(environment)?.Approvals ?? 0;
}
