using System.Collections.Immutable;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Core.Analysis;

/// <summary>What one identity, or class of identities, gains or loses at one deployment.</summary>
/// <param name="Regions">Disjoint, in ordinal order of their text.</param>
public sealed record AccessChange(
    AccessDirection Direction, IdentityRef Identity, string Environment, string Service, DeploymentTarget Target, ImmutableArray<AccessRegion> Regions)
{
    /// <summary>For a class: those of its members for which something else holds, said by changes of their own or, where nothing changes, by none.</summary>
    public ImmutableArray<IdentityRef> Except { get; init; } = [];

    /// <summary>The same requests as sentences say them: as few and as plain regions as are at hand, which may overlap.</summary>
    public ImmutableArray<AccessRegion> PlainRegions => RegionCover.Of(Regions);

    /// <summary>Whether the change speaks of the identity.</summary>
    public bool AppliesTo(IdentityRef identity) => Identity.Includes(identity) && !Except.Contains(identity);

    /// <param name="claims">Null for a caller that shows no token.</param>
    public bool Contains(string method, string path, TokenClaims? claims, DateTimeOffset time) => Regions.Any(r => r.Contains(method, path, claims, time));

    /// <summary>The change as canonical text, equal for equal changes only.</summary>
    internal string CanonicalText => string.Join(
        '\n',
        [Direction.ToString(), Environment, Service, Target.ToString(), Identity.Key, .. Except.Select(e => "except " + e.Key), .. Regions.Select(r => "region " + r)]);
}
