using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>Every identity that two policies tell apart, and who each is to either. Worked out only as far as it is asked for.</summary>
internal sealed class IdentityRegister
{
    private readonly PrincipalDirectory before;
    private readonly PrincipalDirectory after;
    private readonly Dictionary<Principal, ImmutableArray<IdentityRef>> ofPrincipals = [];
    private readonly Dictionary<IdentityRef, (Standing Before, Standing After)> standings = [];
    private readonly Lazy<ImmutableArray<IdentityRef>> classes;
    private readonly Lazy<ImmutableArray<IdentityRef>> named;
    private readonly Lazy<ImmutableArray<MovedIdentity>> moved;
    private readonly Lazy<bool> hasMovedClass;
    private readonly Lazy<ImmutableArray<IdentityRef>> refusedUnlikeTheirClass;
    private readonly Lazy<ImmutableArray<IdentityRef>> governedUnlikeTheirClass;

    public IdentityRegister(PrincipalDirectory before, PrincipalDirectory after)
    {
        (this.before, this.after) = (before, after);
        classes = new(() => [.. FindClasses()]);
        named = new(() => [.. after.All.Concat(before.All).SelectMany(p => Of(p)).Distinct()]);
        moved = new(() => ReferenceEquals(before, after) ? [] : [.. named.Value.Concat(Classes).Select(Moving).Where(m => m.Before != m.After)]);
        hasMovedClass = new(() => Moved.Any(m => m.Identity.IsClass));
        refusedUnlikeTheirClass = new(() => [.. named.Value.Where(i => DiffersFromItsClass(i, s => (s.IsRefused, s.Space)))]);
        governedUnlikeTheirClass = new(() => [.. named.Value.Where(i => DiffersFromItsClass(i, s => s.IsGovernedAsCi))]);
    }

    /// <summary>The caller without credential and the classes, which together with the named identities are all callers.</summary>
    public ImmutableArray<IdentityRef> Classes => classes.Value;

    /// <summary>Identities that are somebody else, or treated otherwise, after the change.</summary>
    public ImmutableArray<MovedIdentity> Moved => moved.Value;

    public bool HasMovedClass => hasMovedClass.Value;

    /// <summary>Identities that are treated otherwise than their class even where no rule names them.</summary>
    /// <param name="isolatesPipelines">Whether it matters there who belongs to CI.</param>
    public IEnumerable<IdentityRef> UnlikeTheirClass(bool isolatesPipelines) =>
        isolatesPipelines ? refusedUnlikeTheirClass.Value.Concat(governedUnlikeTheirClass.Value) : refusedUnlikeTheirClass.Value;

    public (Standing Before, Standing After) StandingOf(IdentityRef identity) => standings.TryGetValue(identity, out var known)
        ? known
        : standings[identity] = (IdentityProbe.Ask(before, identity), IdentityProbe.Ask(after, identity));

    /// <summary>The identities by which the policy that the principal is of knows it.</summary>
    public ImmutableArray<IdentityRef> Of(Principal principal)
    {
        if (ofPrincipals.TryGetValue(principal, out var known))
            return known;
        var isLater = ReferenceEquals(after.Find(principal.Reference), principal);
        var isEarlier = ReferenceEquals(before.Find(principal.Reference), principal);
        var found = (isLater ? Of(principal, after) : []).Concat(isEarlier ? Of(principal, before) : []);
        return ofPrincipals[principal] = [.. found.Distinct()];
    }

    private static IEnumerable<IdentityRef> Of(Principal principal, PrincipalDirectory directory)
    {
        var provider = principal.Pipeline?.Provider ?? principal.Workload?.Provider;
        if (provider is not null && directory.FindProvider(provider)?.Oidc is { } oidc && ClaimsOf(principal, oidc.IdentifyBy) is { } claims)
            yield return IdentityRef.OfToken(principal, oidc.Issuer, claims);
        if (principal.SpiffeId is { } id)
            yield return IdentityRef.OfCertificate(principal, id);
    }

    private static ValueMap? ClaimsOf(Principal principal, IdentifyBy identifyBy) => (principal.Pipeline, identifyBy) switch
    {
        ({ Id: { } id, Organization.Id: { } organization }, IdentifyBy.Uuid) =>
            new ValueMap([new(ClaimNames.OrganizationId, organization.ToString()), new(ClaimNames.PipelineId, id.ToString())]),
        ({ } pipeline, IdentifyBy.Slug) =>
            new ValueMap([new(ClaimNames.OrganizationSlug, pipeline.Organization.Slug), new(ClaimNames.PipelineSlug, pipeline.Slug)]),
        (null, _) => principal.Workload!.Claims,
        _ => null,
    };

    private IEnumerable<IdentityRef> FindClasses()
    {
        var providers = before.Providers.Concat(after.Providers).ToArray();
        yield return IdentityRef.NoCredential;
        foreach (var issuer in providers.Select(p => p.Oidc?.Issuer).OfType<string>().Distinct().Order(StringComparer.Ordinal))
            yield return IdentityRef.AnyTokenOf(issuer);
        foreach (var domain in providers.Select(p => p.Spiffe).OfType<SpiffeSettings>().GroupBy(s => s.TrustDomain, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] paths = ["", .. domain.SelectMany(s => s.CiPaths).Distinct().Order(StringComparer.Ordinal)];
            foreach (var path in paths)
                yield return IdentityRef.AnyCertificateOf(domain.Key, path, [.. paths.Where(p => p.StartsWith(path + "/", StringComparison.Ordinal))]);
        }
    }

    private MovedIdentity Moving(IdentityRef identity)
    {
        var (was, becomes) = StandingOf(identity);
        return new MovedIdentity(identity, was, becomes);
    }

    private bool DiffersFromItsClass<T>(IdentityRef identity, Func<Standing, T> treatment)
    {
        if (Classes.FirstOrDefault(c => c.Includes(identity)) is not { } own)
            return true;
        var (was, becomes) = StandingOf(identity);
        var (classWas, classBecomes) = StandingOf(own);
        return !Equals(treatment(was), treatment(classWas)) || !Equals(treatment(becomes), treatment(classBecomes));
    }
}

/// <summary>An identity that two policies do not take for the same.</summary>
internal readonly record struct MovedIdentity(IdentityRef Identity, Standing Before, Standing After);
