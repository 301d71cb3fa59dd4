using System.Collections.Immutable;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Changes;

/// <summary>What a patch that goes back would bring again: what ended by time or by hand, keys that were taken out, and denies that would no longer hold.</summary>
public static class Resurrections
{
    public static ImmutableArray<Resurrection> Of(PolicyObjects basis, PolicyPatch patch, DateTimeOffset now) =>
    [
        .. EndedGrants(basis, patch, now),
        .. patch.Upserts.OfType<IdentityProvider>().SelectMany(p => OldKeys(FormerOf(basis, p) as IdentityProvider, p)),
        .. LiftedDenies(basis, patch, now),
    ];

    private static IEnumerable<Resurrection> EndedGrants(PolicyObjects basis, PolicyPatch patch, DateTimeOffset now)
    {
        foreach (var grant in patch.Upserts.OfType<Grant>().Where(g => g.Effect == Effect.Allow && !HasEnded(g, now)))
        {
            var former = FormerOf(basis, grant) as Grant;
            if (former is null)
                yield return new Resurrection(ResurrectionKind.EndedGrant, grant.Reference, $"{grant.Reference} was taken out and allows again");
            else if (HasEnded(former, now))
                yield return new Resurrection(ResurrectionKind.EndedGrant, grant.Reference, $"{grant.Reference} had expired and allows again");
        }
    }

    private static IEnumerable<Resurrection> OldKeys(IdentityProvider? former, IdentityProvider restored)
    {
        var known = former?.Oidc?.Jwks?.Keys.Select(KeyOf).ToHashSet() ?? [];
        var old = restored.Oidc?.Jwks?.Keys.Where(k => !known.Contains(KeyOf(k))).Select(k => k.Kid is { } kid ? $"`{kid}`" : "one without id").ToArray() ?? [];
        if (old.Length > 0)
            yield return new Resurrection(ResurrectionKind.OldKeys, restored.Reference, $"{restored.Reference} vouches by former keys again: {string.Join(", ", old)}");
        if (restored.Oidc?.JwksUri is { } address && address != former?.Oidc?.JwksUri)
            yield return new Resurrection(ResurrectionKind.OldKeys, restored.Reference, $"{restored.Reference} vouches by the keys at `{address}` again");
        if (restored.Spiffe?.TrustBundle is { } bundle && bundle != former?.Spiffe?.TrustBundle)
            yield return new Resurrection(ResurrectionKind.OldKeys, restored.Reference, $"{restored.Reference} vouches by a former trust bundle again");
    }

    private static IEnumerable<Resurrection> LiftedDenies(PolicyObjects basis, PolicyPatch patch, DateTimeOffset now)
    {
        var denies = (Grant grant) => grant.Effect == Effect.Deny && !HasEnded(grant, now);
        foreach (var deny in patch.Deletes.Select(basis.Find).OfType<Grant>().Where(denies))
            yield return new Resurrection(KindOf(deny), deny.Reference, EmergencyGrants.IsOne(deny) ? $"the emergency revocation by {deny.Reference} is lifted" : $"{deny.Reference} no longer denies");
        foreach (var upsert in patch.Upserts.OfType<Grant>())
        {
            if (FormerOf(basis, upsert) is Grant deny && denies(deny) && !DeniesTheSame(deny, upsert))
                yield return new Resurrection(KindOf(deny), deny.Reference, $"{(EmergencyGrants.IsOne(deny) ? "the emergency revocation by " : "")}{deny.Reference} no longer denies the same");
        }
    }

    private static ResurrectionKind KindOf(Grant deny) => EmergencyGrants.IsOne(deny) ? ResurrectionKind.LiftedEmergency : ResurrectionKind.LiftedDeny;

    private static bool DeniesTheSame(Grant deny, Grant restored) => Decisive(deny) == Decisive(restored);

    private static Grant Decisive(Grant grant) => grant with { Name = "", Id = null, Reason = null };

    private static bool HasEnded(Grant grant, DateTimeOffset now) => grant.Expires is { } end && end <= now;

    private static PolicyObject? FormerOf(PolicyObjects basis, PolicyObject upsert) =>
        (upsert.Id is { } id ? basis.FindById(upsert.Kind, id) : null) ?? basis.Find(upsert.Reference);

    /// <summary>The public key itself, whatever it is called.</summary>
    private static (string, string?, string?, string?, string?, string?) KeyOf(Jwk key) => (key.Kty, key.N, key.E, key.Crv, key.X, key.Y);
}
