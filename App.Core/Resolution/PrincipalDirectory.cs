using System.Collections.Frozen;
using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Finds principals by what verified credentials say.</summary>
public sealed class PrincipalDirectory
{
    private readonly Dictionary<string, ImmutableArray<Principal>> bySpiffeId;
    private readonly Dictionary<PolicyReference, Principal> byReference;
    private readonly FrozenDictionary<string, ProviderPrincipals> byProvider;
    private readonly Dictionary<string, IdentityProvider> providersByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IdentityProvider> providersByIssuer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IdentityProvider> providersByTrustDomain = new(StringComparer.Ordinal);

    /// <param name="predecessor">The directory before the change, whose instances are kept for principals that stay the same.</param>
    public PrincipalDirectory(
        IEnumerable<IdentityProvider> providers, IEnumerable<Pipeline> pipelines, IEnumerable<Workload> workloads, PrincipalDirectory? predecessor = null)
    {
        Providers = [.. providers];
        All = [.. pipelines.Select(p => Kept(p) ?? new Principal(p)).Concat(workloads.Select(w => Kept(w) ?? new Principal(w))).OrderBy(p => p.Reference)];
        var ofProvider = All.ToLookup(p => p.Pipeline?.Provider ?? p.Workload?.Provider, StringComparer.Ordinal);
        foreach (var provider in Providers)
        {
            providersByName[provider.Name] = provider;
            if (provider.Oidc is { } oidc)
                providersByIssuer.TryAdd(oidc.Issuer, provider);
            if (provider.Spiffe is { } spiffe)
                providersByTrustDomain.TryAdd(spiffe.TrustDomain, provider);
        }

        byProvider = Providers.Where(p => p.Oidc is not null)
            .ToFrozenDictionary(p => p.Name, p => new ProviderPrincipals(p.Oidc!, ofProvider[p.Name]), StringComparer.Ordinal);
        byReference = All.ToDictionary(p => p.Reference);
        bySpiffeId = All.Where(p => p.SpiffeId is not null).GroupBy(p => p.SpiffeId!.Value.Text, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);

        Confusable = [.. All.Where(IsConfusable)];

        Principal? Kept(PolicyObject source) =>
            predecessor?.Find(source.Reference) is { } former && former.Source == source ? former : null;
    }

    public ImmutableArray<IdentityProvider> Providers { get; }

    /// <summary>All principals, ordered by reference.</summary>
    public ImmutableArray<Principal> All { get; }

    /// <summary>Those of whom <see cref="IsConfusable"/> holds, ordered by reference.</summary>
    public ImmutableArray<Principal> Confusable { get; }

    /// <summary>Whether credentials that name this principal may name another one besides: by a SPIFFE ID, or by a token of a provider that has workloads.</summary>
    public bool IsConfusable(Principal principal) =>
        principal.SpiffeId is not null
        || principal.Workload?.Provider is not null
        || (principal.Pipeline is { } pipeline && !WorkloadsOf(pipeline.Provider).IsEmpty);

    public Principal? Find(PolicyReference reference) => byReference.GetValueOrDefault(reference);

    /// <summary>Whom tokens of an OIDC provider may name; null where it is none.</summary>
    public ProviderPrincipals? OfProvider(string provider) => byProvider.GetValueOrDefault(provider);

    /// <summary>All principals with this SPIFFE ID: one is identified by it, several are only narrowed to.</summary>
    public ImmutableArray<Principal> WithSpiffeId(SpiffeId id) => bySpiffeId.GetValueOrDefault(id.Text, []);

    /// <summary>The workloads that tokens of this provider may name.</summary>
    public ImmutableArray<Principal> WorkloadsOf(string provider) => OfProvider(provider)?.Workloads ?? [];

    public IdentityProvider? FindProvider(string name) => providersByName.GetValueOrDefault(name);

    public IdentityProvider? FindIssuer(string issuer) => providersByIssuer.GetValueOrDefault(issuer);

    public IdentityProvider? FindTrustDomain(string trustDomain) => providersByTrustDomain.GetValueOrDefault(trustDomain);

    /// <summary>Whether tokens of the provider are expected to name pipelines: it has some, or has nothing else that they could name.</summary>
    public bool NamesPipelines(string provider) => OfProvider(provider)?.NamesPipelines ?? false;

    /// <summary>The principals that a grant's selector chooses; none for anyone.</summary>
    public PrincipalSet Select(PrincipalSelector selector) => selector switch
    {
        { Pipelines: Selector.Names or null, Workloads: Selector.Names or null } => new PrincipalSet(
        [
            .. Named(PolicyKind.Pipeline, selector.Pipelines).Concat(Named(PolicyKind.Workload, selector.Workloads)).Distinct().OrderBy(p => p.Reference),
        ]),
        _ => new PrincipalSet([.. All.Where(p => (p.Pipeline is not null ? selector.Pipelines : selector.Workloads)?.Selects(p.Name, p.Labels) ?? false)]),
    };

    private IEnumerable<Principal> Named(PolicyKind kind, Selector? selector) =>
        selector is Selector.Names names ? names.Values.Select(name => byReference[new PolicyReference(kind, name)]) : [];
}
