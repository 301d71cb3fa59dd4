using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;
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

    private static Verification<KeyList> Verify(byte[] json, DateTimeOffset? now = null, long lowest = 0) =>
        KeyList.Verify(json, Sample.Root.VerificationKey, now ?? Sample.Now, lowest);

    private static async Task<byte[]> SignAsync(params EcdsaSigner[] signers) => await KeyList.SignAsync(
        [.. signers.Select(signer => signer.VerificationKey)], 7, Expires, Sample.Root, TestContext.Current.CancellationToken);

    private static async Task<byte[]> ChangeAsync(Action<JsonObject> change)
    {
        var document = JsonNode.Parse(await SignAsync(Sample.Signer))!.AsObject();
        change(document);
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static JsonObject JwkOf(VerificationKey key) => new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = key.X, ["y"] = key.Y };
}
