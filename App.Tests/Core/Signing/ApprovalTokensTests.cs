using System.Text.Json.Nodes;
using AccessConsole.Core.Scopes;
using AccessConsole.Core.Signing;
using AccessConsole.Tests.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Signing;

/// <summary>Which ID tokens prove an approval, and each way in which one does not.</summary>
public sealed class ApprovalTokensTests
{
    private const string Digest = "aa11";
    private const string Tenant = ProviderShape.EntraTenant;

    [Fact]
    public void Token_OfASignInForThisChange_ProvesWhoApprovedAndWhere()
    {
        var approval = Verify(TokenForge.Shared.Sign(ApprovalForge.Claims("bob", Digest, "payments"))).Approval!;

        Assert.Equal((TokenForge.Issuer, "bob", "bob of the provider"), (approval.Approver.Issuer, approval.Approver.Subject, approval.Approver.Name));
        Assert.Equal((Digest, ApprovalForge.Now.AddMinutes(-10)), (approval.Digest, approval.At));
        Assert.Equal([RoleScope.Parse("production,team=payments")], approval.Scopes!.Value);
    }

    [Fact]
    public void ObjectId_OfAnotherProviderThanEntra_IsNobodysId() => Assert.Equal("bob", Verify(With(("oid", "0b1ec7"), ("tid", Tenant))).Approval!.Approver.Subject);

    [Theory]
    [InlineData($"https://login.microsoftonline.com/{Tenant}/v2.0", "0b1ec7")]
    [InlineData($"https://sts.windows.net/{Tenant}/", "0b1ec7")]
    [InlineData("https://acme.okta.com", "bob")]
    [InlineData($"https://acme.okta.com/?{Tenant}", "bob")]
    public void Person_IsKnownByTheObjectIdOfEntraAlone(string issuer, string subject) =>
        Assert.Equal(subject, ProviderSubject.Of(issuer, new Dictionary<string, string> { ["sub"] = "bob", ["oid"] = "0b1ec7", ["tid"] = Tenant }.GetValueOrDefault));

    [Fact]
    public void AppRole_CountsAsGroup() => Assert.NotNull(Verify(With(("groups", null), ("roles", "approvers"))).Approval);

    [Theory]
    [InlineData("nonce", "639000000000000000.random.approve.bb22", "something else than this change")]
    [InlineData("nonce", "639000000000000000.random", "something else than this change")]
    [InlineData("nonce", ".approve.aa11", "something else than this change")]
    [InlineData("nonce", null, "something else than this change")]
    [InlineData("aud", "another-client", "signed for the client")]
    [InlineData("iss", "https://evil.example", "none of the signer's identity providers")]
    [InlineData("sub", null, "names no subject")]
    [InlineData("groups", null, "names no group")]
    [InlineData("groups", "editors", "names no group")]
    [InlineData("auth_time", null, "without `auth_time`")]
    public void Token_WithAnotherClaim_ProvesNothing(string claim, string? value, string reason) => Refused(With((claim, value)), reason);

    [Theory]
    [InlineData(-15 * 24 * 60, -15 * 24 * 60, "14 days ago")]
    [InlineData(2, 1, "of the future")]
    [InlineData(-10, -22, "but before")]
    [InlineData(-10, -5, "after its issue")]
    public void Token_OfAnotherTime_ProvesNothing(int issued, int proven, string reason)
    {
        var claims = ApprovalForge.Claims("bob", Digest);
        claims["iat"] = ApprovalForge.Now.AddMinutes(issued).ToUnixTimeSeconds();
        claims["auth_time"] = ApprovalForge.Now.AddMinutes(proven).ToUnixTimeSeconds();
        Refused(TokenForge.Shared.Sign(claims), reason);
    }

    [Fact]
    public void Token_WithoutAuthTime_ProvesOnlyWhereThatIsTakenOnPurpose()
    {
        var trust = ApprovalForge.Trust with { Issuers = [ApprovalForge.Issuer with { TakesTokensWithoutAuthTime = true }] };

        Assert.NotNull(ApprovalTokens.Verify(With(("auth_time", null)), Digest, trust, ApprovalForge.Now).Approval);
    }

    [Fact]
    public void Token_OfAnIssuerThatTheSignerCannotReach_SaysSo()
    {
        var trust = ApprovalForge.Trust with { Issuers = [ApprovalForge.Issuer with { Issuer = TokenForge.Issuer + "/", Keys = [] }] };

        Assert.Contains("cannot fetch the keys", ApprovalTokens.Verify(With(), Digest, trust, ApprovalForge.Now).Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string> Forgeries => ["foreign key", "unsigned", "shared secret", "embedded key", "tampered", "nothing"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Token_ThatTheProviderDidNotSign_ProvesNothing(string forgery)
    {
        var (forge, claims) = (TokenForge.Shared, ApprovalForge.Claims("bob", Digest));
        var token = forgery switch
        {
            "foreign key" => forge.SignWithForeignKey(claims),
            "unsigned" => forge.Unsigned(claims),
            "shared secret" => forge.KeyConfused(claims),
            "embedded key" => forge.WithEmbeddedKey(claims),
            "tampered" => TokenForge.Tampered(forge.Sign(claims)),
            _ => "",
        };

        Assert.Null(Verify(token).Approval);
    }

    private static ApprovalProof Verify(string token) => ApprovalTokens.Verify(token, Digest, ApprovalForge.Trust, ApprovalForge.Now);

    private static void Refused(string token, string reason)
    {
        var proof = Verify(token);
        Assert.Null(proof.Approval);
        Assert.Contains(reason, proof.Reason, StringComparison.Ordinal);
    }

    /// <summary>A good token but for these claims; those with null are left out.</summary>
    private static string With(params (string Claim, string? Value)[] changes)
    {
        var claims = ApprovalForge.Claims("bob", Digest);
        foreach (var (claim, value) in changes)
        {
            claims.Remove(claim);
            if (value is not null)
                claims[claim] = JsonValue.Create(value);
        }

        return TokenForge.Shared.Sign(claims);
    }
}
