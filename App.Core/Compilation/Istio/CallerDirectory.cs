using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>What all deployments ask about providers and principals, worked out once for a policy's directory.</summary>
internal sealed class CallerDirectory
{
    private static readonly ConditionalWeakTable<PrincipalDirectory, CallerDirectory> Known = [];

    private readonly Dictionary<Principal, TokenName> names;
    private readonly Dictionary<SpiffeId, OwnedId> owned;

    private CallerDirectory(PrincipalDirectory directory)
    {
        Directory = directory;
        names = directory.All.Select(p => (p, Name: IstioTokenNames.Of(directory, p))).Where(x => x.Name is not null).ToDictionary(x => x.p, x => x.Name!);
        Issuers = [.. directory.Providers.Where(p => p.Oidc is not null)];
        Owned =
        [
            .. directory.All.Where(p => p.SpiffeId is not null).GroupBy(p => p.SpiffeId!.Value)
                .Select(g => new OwnedId(g.Key, [.. g], [.. NamesOf(g)])).OrderBy(o => o.Id.Text, StringComparer.Ordinal),
        ];
        owned = Owned.ToDictionary(o => o.Id);
        IdsByFolder = Owned.CountBy(o => IstioText.FolderOf(o.Id), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        IdsByTrustDomain = Owned.CountBy(o => IstioText.TrustDomainOf(o.Id), StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        Apart = [.. Owned.Where(o => !o.IsTogether).Select(o => o.Id)];
        PipelinesOutsideCi = [.. Owned.Where(o => o.Owners.Any(p => p.Pipeline is not null) && !IsCi(o.Id)).Select(o => IstioText.Of(o.Id))];
        Hidden = [.. directory.All.Where(IstioTokenNames.IsInexpressible)];
        TrustDomains = Values.Sorted(directory.Providers.Select(p => p.Spiffe).Where(s => s?.TrustBundle is not null).Select(s => s!.TrustDomain));
        AmbiguousTokens = [.. Ambiguous()];
    }

    public PrincipalDirectory Directory { get; }

    /// <summary>The providers of tokens.</summary>
    public ImmutableArray<IdentityProvider> Issuers { get; }

    /// <summary>Every SPIFFE ID that is somebody's.</summary>
    public ImmutableArray<OwnedId> Owned { get; }

    /// <summary>How many of them lie in each folder, as Istio's patterns.</summary>
    public IReadOnlyDictionary<string, int> IdsByFolder { get; }

    /// <summary>How many of them each trust domain has, as Istio's patterns.</summary>
    public IReadOnlyDictionary<string, int> IdsByTrustDomain { get; }

    /// <summary>The SPIFFE IDs of several owners that no single list of claims is for.</summary>
    public ImmutableArray<SpiffeId> Apart { get; }

    /// <summary>Pipelines' principals that no trust domain's <c>ciPaths</c> hold.</summary>
    public ImmutableArray<string> PipelinesOutsideCi { get; }

    /// <summary>The workloads whose tokens Istio cannot be told of.</summary>
    public ImmutableArray<Principal> Hidden { get; }

    /// <summary>The trust domains whose certificates count.</summary>
    public ImmutableArray<string> TrustDomains { get; }

    /// <summary>What tokens say that name more than one principal, which no decision takes.</summary>
    public ImmutableArray<ImmutableArray<IstioCondition>> AmbiguousTokens { get; }

    public static CallerDirectory Of(PrincipalDirectory directory) => Known.GetValue(directory, static d => new CallerDirectory(d));

    /// <exception cref="KeyNotFoundException">The SPIFFE ID is nobody's.</exception>
    public OwnedId OwnedBy(SpiffeId id) => owned[id];

    public TokenName? NameOf(Principal principal) => names.GetValueOrDefault(principal);

    public IEnumerable<TokenName> NamesOf(IEnumerable<Principal> principals) => principals.Select(NameOf).OfType<TokenName>();

    /// <summary>The SPIFFE IDs that by themselves identify one of the principals; a gateway's is transport.</summary>
    public IEnumerable<SpiffeId> IdsOf(IEnumerable<Principal> principals, SpiffeId? gateway) =>
        from principal in principals
        where principal.SpiffeId is { } id && id != gateway && Directory.WithSpiffeId(id).Length == 1
        select principal.SpiffeId!.Value;

    /// <summary>What tokens of the provider say that are complete, so that they name a principal or nobody.</summary>
    public IEnumerable<IstioCondition[]> CompleteTokens(IdentityProvider provider)
    {
        var settings = provider.Oidc!;
        var issuer = IstioCondition.Claim(Evaluation.ClaimNames.Issuer, settings.Issuer);
        if (!Directory.NamesPipelines(provider.Name))
            return [[issuer]];
        var (organization, pipeline) = TokenName.ClaimsOf(settings);
        return IstioTokenNames.Together(NamesOf(Directory.WorkloadsOf(provider.Name)))
            .Prepend([issuer, IstioCondition.ClaimIsText(organization), IstioCondition.ClaimIsText(pipeline)]);
    }

    private bool IsCi(SpiffeId id) => Directory.FindTrustDomain(id.TrustDomain)?.Spiffe?.IsCi(id) == true;

    private IEnumerable<ImmutableArray<IstioCondition>> Ambiguous()
    {
        foreach (var provider in Issuers)
        {
            var workloads = NamesOf(Directory.WorkloadsOf(provider.Name)).ToArray();
            var pipelines = NamesOf(Directory.All.Where(p => p.Pipeline?.Provider == provider.Name)).ToArray();
            for (var i = 0; i < workloads.Length; i++)
            {
                // Those after it, so that each pair is looked at once.
                var others = workloads[(i + 1)..].Concat(pipelines).Where(workloads[i].MayBe);
                foreach (var other in IstioTokenNames.Together(others))
                    yield return [.. other, .. workloads[i].Claims.Select(c => IstioCondition.Claim(c.Key, c.Value))];
            }
        }
    }
}
