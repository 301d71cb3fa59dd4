using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// Finds out whom a request comes from by looking its verified credentials up in tables, and leads to that caller's own rules: a request
/// costs what those few cost, however many grants the deployment has.
/// </summary>
internal sealed class CallerTree(PrincipalDirectory directory, DeploymentPolicy deployment, SpiffeId? gateway, ICallerSteps ends)
{
    private bool GovernsAll => deployment.Deployment.Isolation == Isolation.All;

    /// <summary>What becomes of a request whose credentials are good, or that has none.</summary>
    public Step Root()
    {
        var providers = directory.Providers.Where(p => p.Oidc is not null).Select(p => KeyValuePair.Create(p.Oidc!.Issuer, GovernsAll ? ByToken(p) : ends.Governed(ByToken(p))));
        var callers = Step.Lookup(TokenFilter.Issuer.ToJson, providers, ByCertificate());
        return GovernsAll ? ends.Governed(callers) : callers;
    }

    /// <summary>Whether the token has all claims by which it names the workload.</summary>
    public static Predicate Names(Workload workload) => Predicate.All(workload.Claims.Select(claim => Inputs.Claim(claim.Key).Is(claim.Value)));

    /// <summary>The text of the claims by which tokens name the pipeline; null where none can.</summary>
    public static (string Organization, string Pipeline)? NamesOf(Pipeline pipeline, IdentifyBy identifyBy) => identifyBy switch
    {
        IdentifyBy.Uuid => pipeline is { Id: { } id, Organization.Id: { } organization } ? (organization.ToString("D"), id.ToString("D")) : null,
        IdentifyBy.Slug => (pipeline.Organization.Slug, pipeline.Slug),
    };

    private Step ByToken(IdentityProvider provider)
    {
        var workloads = directory.WorkloadsOf(provider.Name);
        var otherwise = ByWorkload(provider, workloads);
        if (!directory.NamesPipelines(provider.Name))
            return otherwise;
        var identifyBy = provider.Oidc!.IdentifyBy;
        // INVARIANT (ambiguity): where a token might name a workload besides, pipelines that no rule names have to be known too.
        var pipelines = (workloads.IsEmpty ? deployment.NamedPrincipals() : directory.All).Where(p => p.Pipeline?.Provider == provider.Name)
            .Select(p => (Principal: p, Names: NamesOf(p.Pipeline!, identifyBy))).Where(p => p.Names is not null)
            .DistinctBy(p => p.Names);
        var organizations = pipelines.GroupBy(p => p.Names!.Value.Organization, StringComparer.Ordinal).Select(group => KeyValuePair.Create(
            group.Key,
            Step.Lookup(
                TokenFilter.Pipeline.ToJson,
                group.Select(p => KeyValuePair.Create(p.Names!.Value.Pipeline, ByPipeline(p.Principal, p.Names.Value, identifyBy, workloads))),
                otherwise)));
        return Step.Lookup(TokenFilter.Organization.ToJson, organizations, otherwise);
    }

    private Step ByPipeline(Principal pipeline, (string Organization, string Pipeline) names, IdentifyBy identifyBy, ImmutableArray<Principal> workloads)
    {
        var claims = TokenFilter.NamingClaims(identifyBy);
        return ends.Refusing(
            [
                // A header does not tell a number from the text of it.
                (Predicate.Not(Predicate.All(Inputs.Claim(claims.Organization).Is(names.Organization), Inputs.Claim(claims.Pipeline).Is(names.Pipeline))), Step.Deny("missing_claim")),
                (Predicate.Any(workloads.Select(w => Names(w.Workload!))), Step.Deny("ambiguous_identity")),
            ],
            ends.Of(pipeline, hasToken: true));
    }

    private Step ByWorkload(IdentityProvider provider, ImmutableArray<Principal> workloads)
    {
        var cases = workloads.Select((workload, index) => (
            Names(workload.Workload!),
            ends.Refusing([(Predicate.Any(workloads.Skip(index + 1).Select(w => Names(w.Workload!))), Step.Deny("ambiguous_identity"))], ends.Of(workload, hasToken: true))));
        return Step.FirstOf(cases, ByNoName(provider));
    }

    private Step ByNoName(IdentityProvider provider)
    {
        var stranger = ends.Of(null, hasToken: true);
        if (!directory.NamesPipelines(provider.Name))
            return stranger;
        var claims = TokenFilter.NamingClaims(provider.Oidc!.IdentifyBy);
        return ends.Refusing([(Predicate.Not(Predicate.All(Inputs.Claim(claims.Organization).IsText, Inputs.Claim(claims.Pipeline).IsText)), Step.Deny("missing_claim"))], stranger);
    }

    private Step ByCertificate()
    {
        var known = deployment.NamedPrincipals().Where(p => p.SpiffeId is not null);
        if (!GovernsAll)
            known = known.Concat(directory.All.Where(p => p is { Pipeline: not null, SpiffeId: not null }));
        var entries = known.Select(p => p.SpiffeId!.Value).DistinctBy(id => id.Text).Where(id => id != gateway)
            .Select(id => KeyValuePair.Create(id.Text, ById(id)));
        // The certificate of the gateway before this hop is transport: its caller has none.
        if (gateway is { } transport)
            entries = entries.Append(KeyValuePair.Create(transport.Text, ByNothing()));
        return Step.Lookup(Inputs.UriNames.ToJson, entries, ByUnknownCertificate());
    }

    /// <summary>INVARIANT (shared SPIFFE IDs): an ID that several pipelines share by itself names nobody.</summary>
    private Step ById(SpiffeId id)
    {
        var owners = directory.WithSpiffeId(id);
        var owner = owners.Length == 1 ? owners[0] : null;
        if (GovernsAll)
            return ends.Of(owner, hasToken: false);
        return owners.Any(o => o.Pipeline is not null) || directory.FindTrustDomain(id.TrustDomain)?.Spiffe?.IsCi(id) == true
            ? ends.Governed(ends.Of(owner, hasToken: false))
            : ends.OfUngoverned(owner);
    }

    private Step ByUnknownCertificate()
    {
        if (GovernsAll)
            return ends.Of(null, hasToken: false);
        var ciPaths = directory.Providers.Select(p => p.Spiffe).OfType<SpiffeSettings>().SelectMany(s => s.CiPaths.Select(path => $"spiffe://{s.TrustDomain}{path}"));
        var isCi = Predicate.Any(ciPaths.Select(path => Predicate.Any(Inputs.UriNames.Is(path), Inputs.UriNames.StartsWith($"{path}/"))));
        return Step.FirstOf([(isCi, ends.Governed(ends.Of(null, hasToken: false))), (Inputs.UriNames.IsPresent, ends.OfUngoverned(null))], ByNothing());
    }

    private Step ByNothing() => deployment.Deployment switch
    {
        { Isolation: Isolation.All } => ends.Of(null, hasToken: false),
        { Unidentified: Unidentified.Allow } => ends.OfUngoverned(null),
        _ => ends.Governed(ends.Of(null, hasToken: false)),
    };
}
