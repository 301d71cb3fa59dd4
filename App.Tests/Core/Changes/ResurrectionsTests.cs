using System.Text;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Xunit;

namespace AccessConsole.Tests.Core.Changes;

public sealed class ResurrectionsTests
{
    private const string Policy =
        """
        apiVersion: access/v1
        identityProviders:
          - name: aws
            id: 0187c6a2-0000-4000-8000-0000000000a1
            oidc: { issuer: "https://sts.example", audience: "https://access.acme.example", jwks: { keys: [{ kty: EC, crv: P-256, kid: new, x: AAAA, y: BBBB }] } }
          - name: fetched
            id: 0187c6a2-0000-4000-8000-0000000000a2
            oidc: { issuer: "https://ci.example", audience: "https://access.acme.example", jwksUri: "https://ci.example/jwks" }
          - { name: mesh, id: 0187c6a2-0000-4000-8000-0000000000a3, spiffe: { trustDomain: acme.example } }
        grants:
          - { name: ended, id: 0187c6a2-0000-4000-8000-0000000000b1, effect: allow, principals: { anyone: true }, role: reader, environments: [staging], expires: 2026-11-01T00:00:00Z }
          - { name: lasting, id: 0187c6a2-0000-4000-8000-0000000000b2, effect: allow, principals: { anyone: true }, role: reader, environments: [staging] }
          - { name: blocked, id: 0187c6a2-0000-4000-8000-0000000000b3, effect: deny, principals: { anyone: true }, role: reader, environments: [staging], reason: "seen abroad" }
          - { name: past, id: 0187c6a2-0000-4000-8000-0000000000b4, effect: deny, principals: { anyone: true }, role: reader, environments: [staging], expires: 2026-11-01T00:00:00Z }
        """;

    private static readonly DateTimeOffset Now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PolicyObjects Basis = PolicyObjects.Of(PolicyReader.Read(Encoding.UTF8.GetBytes(Policy), DocumentFormat.Yaml).Document);

    [Fact]
    public void Grant_ThatHadExpired_ComesBack() =>
        Said("grant `ended` had expired and allows again", Put(Basis.Grants["ended"] with { Expires = Now.AddDays(1) }));

    [Fact]
    public void Grant_ThatWasTakenOut_ComesBack() =>
        Said("grant `taken` was taken out and allows again", Put(Basis.Grants["lasting"] with { Name = "taken", Id = Guid.NewGuid() }));

    [Fact]
    public void Grant_RenamedOrStillEnded_IsNone()
    {
        Silent(Put(Basis.Grants["lasting"] with { Name = "renamed" }));
        Silent(Put(Basis.Grants["ended"] with { Reason = "another" }));
        Silent(Put(Basis.Grants["ended"] with { Name = "other", Id = Guid.NewGuid() }));
    }

    [Fact]
    public void Deny_TakenOutOrChanged_IsLifted()
    {
        Said("grant `blocked` no longer denies", new PolicyPatch { Deletes = [Basis.Grants["blocked"].Reference] });
        Said("grant `blocked` no longer denies the same", Put(Basis.Grants["blocked"] with { When = new Conditions { Branches = [Pattern.Parse("main")] } }));
        Said("grant `blocked` no longer denies the same", Put(Basis.Grants["blocked"] with { Effect = Effect.Allow, Expires = Now.AddDays(-1) }));
        Silent(Put(Basis.Grants["blocked"] with { Name = "still-blocked", Reason = "another" }));
        Silent(new PolicyPatch { Deletes = [Basis.Grants["past"].Reference] });
    }

    [Fact]
    public void Provider_WithKeysThatItNoLongerHas_VouchesByFormerOnes()
    {
        var aws = Basis.Providers["aws"];
        var former = new Jwk { Kty = "EC", Crv = "P-256", Kid = "old", X = "CCCC", Y = "DDDD" };
        Said("identity provider `aws` vouches by former keys again: `old`", Put(aws with { Oidc = aws.Oidc! with { Jwks = new JwkSet { Keys = [former, .. aws.Oidc!.Jwks!.Keys] } } }));
        Said("identity provider `fetched` vouches by the keys at `https://old.example/jwks` again", Put(Basis.Providers["fetched"] with { Oidc = Basis.Providers["fetched"].Oidc! with { JwksUri = "https://old.example/jwks" } }));
        Said("identity provider `mesh` vouches by a former trust bundle again", Put(Basis.Providers["mesh"] with { Spiffe = Basis.Providers["mesh"].Spiffe! with { TrustBundle = "PEM" } }));
        Silent(Put(aws with { Oidc = aws.Oidc! with { MaxTokenLifetime = TimeSpan.FromMinutes(5) } }));
        Silent(Put(aws with { Oidc = aws.Oidc! with { Jwks = new JwkSet { Keys = [aws.Oidc!.Jwks!.Keys[0] with { Kid = "renamed" }] } } }));
    }

    private static PolicyPatch Put(PolicyObject value) => new() { Upserts = [value] };

    private static void Said(string sentence, PolicyPatch patch) => Assert.Equal([sentence], Resurrections.Of(Basis, patch, Now).Select(r => r.Sentence));

    private static void Silent(PolicyPatch patch) => Assert.Empty(Resurrections.Of(Basis, patch, Now));
}
