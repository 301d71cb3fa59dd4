using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Whose the certificates of Consul's services are, worked out once for a policy's directory.</summary>
internal sealed class ConsulDirectory
{
    private static readonly ConditionalWeakTable<PrincipalDirectory, ConsulDirectory> Known = [];

    private readonly Dictionary<string, ImmutableSortedDictionary<string, ImmutableArray<Principal>>> byTrustDomain;

    private ConsulDirectory(PrincipalDirectory directory) => byTrustDomain = (
            from principal in directory.All
            let identity = principal.SpiffeId is { } id ? ConsulIdentity.Of(id) : null
            where identity is not null
            group (identity.Value.Service, Principal: principal) by identity.Value.TrustDomain)
        .ToDictionary(
            domain => domain.Key,
            domain => domain.GroupBy(s => s.Service, s => s.Principal, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(s => s.Key, s => s.ToImmutableArray(), StringComparer.Ordinal),
            StringComparer.Ordinal);

    public static ConsulDirectory Of(PrincipalDirectory directory) => Known.GetValue(directory, static d => new ConsulDirectory(d));

    /// <summary>The services of one Consul whose certificates are somebody's, with the principals that these name.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<Principal>> OwnersIn(string? trustDomain) =>
        trustDomain is not null && byTrustDomain.TryGetValue(trustDomain, out var owners)
            ? owners
            : ImmutableSortedDictionary.Create<string, ImmutableArray<Principal>>(StringComparer.Ordinal);

    /// <summary>Whether several of the certificates that a service has are of different principals: they differ in their datacenter, at which Consul does not look.</summary>
    public static bool IsShared(ImmutableArray<Principal> owners) => owners.Select(p => p.SpiffeId).Distinct().Skip(1).Any();
}
