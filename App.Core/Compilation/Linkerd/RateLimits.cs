using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// The limits that Linkerd can be told: it counts whole requests a second of a service account at a server, whatever they ask for. A principal
/// whose grants have limits of several widths, or one without any, has no such limit.
/// </summary>
internal sealed class RateLimits
{
    private RateLimits(ImmutableSortedDictionary<int, ImmutableArray<(string Namespace, string Name)>> bySecond, bool isIncomplete) =>
        (BySecond, IsIncomplete) = (bySecond, isIncomplete);

    /// <summary>Service accounts by how many requests a second each may make.</summary>
    public ImmutableSortedDictionary<int, ImmutableArray<(string Namespace, string Name)>> BySecond { get; }

    /// <summary>Whether the policy has limits that are not among them.</summary>
    public bool IsIncomplete { get; }

    public static RateLimits Of(MeshCallers callers, DeploymentPolicy policy)
    {
        var allows = policy.Rules.Where(r => r.Effect == Effect.Allow && !r.IsForAnyone).ToArray();
        if (!allows.Any(r => r.Grant.RateLimit is not null))
            return new RateLimits(ImmutableSortedDictionary<int, ImmutableArray<(string, string)>>.Empty, isIncomplete: false);
        var isHttp = policy.Deployment.Protocol != Protocol.Tcp;
        var limited = allows.SelectMany(r => r.Principals.Members.Select(p => (Principal: p, r.Grant.RateLimit))).GroupBy(x => x.Principal, x => x.RateLimit)
            .Select(g => (Account: AccountOf(g.Key), PerSecond: isHttp ? PerSecond(g.Distinct().ToArray()) : null, HasLimit: g.Any(l => l is not null))).ToArray();
        var said = from caller in limited
                   where caller is { Account: not null, PerSecond: not null }
                   group caller.Account!.Value by caller.PerSecond!.Value;
        return new RateLimits(
            said.ToImmutableSortedDictionary(g => g.Key, g => g.Distinct().OrderBy(a => a.Namespace, StringComparer.Ordinal).ThenBy(a => a.Name, StringComparer.Ordinal).ToImmutableArray()),
            limited.Any(c => c.HasLimit && c is not { Account: not null, PerSecond: not null }));

        (string Namespace, string Name)? AccountOf(Principal principal) => callers.IdentityOf(principal) is { } id ? MeshName.ServiceAccountOf(id) : null;
    }

    /// <summary>The one limit that all of a principal's grants have, as a whole number of requests a second.</summary>
    private static int? PerSecond(RateLimit?[] limits) =>
        limits is [{ } only] && only.Width.RequestsPerSecond is var perSecond && perSecond >= 1 && perSecond == decimal.Truncate(perSecond) ? (int)perSecond : null;
}
