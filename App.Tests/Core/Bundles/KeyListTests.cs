using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class KeyListTests
{
    private static readonly DateTimeOffset Expires = Sample.Now.AddDays(30);

    [Fact]
    public async Task SignedList_VerifiesInItsOrder()
    {
        var verified = Verify(await SignAsync(Sample.OtherSigner, Sample.Signer)).Value;

        Assert.NotNull(verified);
        Assert.Equal([Sample.OtherSigner.KeyId, Sample.Signer.KeyId], verified.Keys.Select(key => key.KeyId));
        Assert.Equal((7, Expires), (verified.Version, verified.Expires));
    }

    [Fact]
    public async Task OtherRoot_IsRefused() => Assert.Equal(
        RefusalKind.UnknownKey, KeyList.Verify(await SignAsync(Sample.Signer), Sample.OtherSigner.VerificationKey, Sample.Now, 0).Refusal?.Kind);

    [Fact]
    public async Task AtItsExpiry_IsRefused() => Assert.Equal(RefusalKind.Expired, Verify(await SignAsync(Sample.Signer), now: Expires).Refusal?.Kind);

    [Fact]
    public async Task OlderVersion_IsRefused() => Assert.Equal(RefusalKind.Older, Verify(await SignAsync(Sample.Signer), lowest: 8).Refusal?.Kind);

    [Fact]
    public async Task SameVersionAgain_Verifies() => Assert.True(Verify(await SignAsync(Sample.Signer), lowest: 7).IsVerified);

    [Fact]
    public async Task KeyThatWasNotSigned_IsRefused() => Assert.Equal(RefusalKind.Malformed, Verify(await ChangeAsync(document =>
        document["keys"]!.AsArray().Add(JwkOf(Sample.OtherSigner.VerificationKey)))).Refusal?.Kind);

    [Fact]
    public async Task KeyUnderTheNameOfAnother_IsRefused() => Assert.Equal(RefusalKind.Malformed, Verify(await ChangeAsync(document =>
    {
        var jwk = JwkOf(Sample.OtherSigner.VerificationKey);
        jwk["kid"] = Sample.Signer.KeyId;
        document["keys"] = new JsonArray(jwk);
    })).Refusal?.Kind);

    [Fact]
    public async Task SignedKeyLeftOut_IsRefused() =>
        Assert.Equal(RefusalKind.Malformed, Verify(await ChangeAsync(document => document["keys"] = new JsonArray())).Refusal?.Kind);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":[],"list":null}""")]
    [InlineData("""{"keys":[],"list":"a.b.c"}""")]
    public void StrangeDocument_IsRefused(string json) => Assert.Equal(RefusalKind.Malformed, Verify(Encoding.UTF8.GetBytes(json)).Refusal?.Kind);

    [Fact]
    public async Task RootAmongTheKeys_IsNotSigned() => await Assert.ThrowsAsync<ArgumentException>(() => SignAsync(Sample.Root));

    [Fact]
    public async Task NoKeys_AreNotSigned() => await Assert.ThrowsAsync<ArgumentException>(() => SignAsync());

    [Fact]
    public async Task EnvironmentWithAKeyOfItsOwn_TrustsThatKeyAlone_AndNoOtherTrustsIt()
    {
        var list = Verify(await SignOwnAsync()).Value!;

        Assert.Equal([Sample.OtherSigner.KeyId], list.For("production").Select(key => key.KeyId));
        Assert.Equal([Sample.Signer.KeyId], list.For("staging").Select(key => key.KeyId));
        Assert.Equal([Sample.Signer.KeyId], list.For("Production").Select(key => key.KeyId));
    }

    [Fact]
    public async Task ListWithoutEnvironments_HasNoWordOfThem()
    {
        var payload = JsonNode.Parse(await SignAsync(Sample.Signer))!["list"]!.GetValue<string>().Split('.')[1];
        Assert.DoesNotContain("environments", Base64UrlEncoder.Decode(payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysOfEnvironmentsAlone_AreNotSigned() => await Assert.ThrowsAsync<ArgumentException>(() => KeyList.SignAsync(
        new KeyList([Sample.Signer.VerificationKey], 7, Expires) { Environments = OwnTo(Sample.Signer, "production") }, Sample.Root, TestContext.Current.CancellationToken).AsTask());

    [Fact]
    public async Task EnvironmentOfAKeyThatIsNotThere_IsRefused() => Assert.Equal(RefusalKind.Malformed, Verify(await KeyList.SignAsync(
        new KeyList([Sample.Signer.VerificationKey], 7, Expires) { Environments = OwnTo(Sample.OtherSigner, "production") }, Sample.Root, TestContext.Current.CancellationToken)).Refusal?.Kind);

    private static Verification<KeyList> Verify(byte[] json, DateTimeOffset? now = null, long lowest = 0) =>
        KeyList.Verify(json, Sample.Root.VerificationKey, now ?? Sample.Now, lowest);

    private static async Task<byte[]> SignAsync(params EcdsaSigner[] signers) => await KeyList.SignAsync(
        new KeyList([.. signers.Select(signer => signer.VerificationKey)], 7, Expires), Sample.Root, TestContext.Current.CancellationToken);

    /// <summary>The sample's key for everything, the other one for production alone.</summary>
    private static async Task<byte[]> SignOwnAsync() => await KeyList.SignAsync(
        new KeyList([Sample.Signer.VerificationKey, Sample.OtherSigner.VerificationKey], 7, Expires) { Environments = OwnTo(Sample.OtherSigner, "production") },
        Sample.Root,
        TestContext.Current.CancellationToken);

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> OwnTo(EcdsaSigner signer, params ImmutableArray<string> environments) =>
        KeyList.NoEnvironments.Add(signer.KeyId, environments);

    private static async Task<byte[]> ChangeAsync(Action<JsonObject> change)
    {
        var document = JsonNode.Parse(await SignAsync(Sample.Signer))!.AsObject();
        change(document);
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject JwkOf(VerificationKey key) => new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = key.X, ["y"] = key.Y };
}
