using System.Security.Cryptography;
using AccessConsole.Core.Bundles;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class SigningKeysTests
{
    [Fact]
    public void Thumbprint_IsRfc7638sOfTheRequiredMembers()
    {
        var key = Sample.Signer.VerificationKey;
        var members = System.Text.Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{key.X}}","y":"{{key.Y}}"}""");

        Assert.Equal(Convert.ToBase64String(SHA256.HashData(members)).TrimEnd('=').Replace('+', '-').Replace('/', '_'), key.KeyId);
    }

    [Fact]
    public async Task PrivateKey_SurvivesItsPem()
    {
        using var imported = SigningKeys.ImportPrivatePem(SigningKeys.ExportPrivatePem(Sample.PrivateKey));
        var bundle = await Sample.SealAsync(new EcdsaSigner(imported));

        Assert.True(BundleVerifier.Verify(bundle.Archive, Sample.Scope, Sample.Keys).IsVerified);
    }

    [Fact]
    public void PublicKey_SurvivesItsPem() => Assert.Equal(
        Sample.Signer.VerificationKey, SigningKeys.ImportPublicPem(SigningKeys.ExportPublicPem(Sample.Signer.VerificationKey)));

    [Fact]
    public void PrivateKeyWherePublicIsRead_IsRefused() => Assert.Contains(
        "private key", Assert.Throws<FormatException>(() => SigningKeys.ImportPublicPem(SigningKeys.ExportPrivatePem(Sample.PrivateKey))).Message, StringComparison.Ordinal);

    [Fact]
    public void PublicKeyWherePrivateIsRead_IsRefused() => Assert.Contains(
        "public key", Assert.Throws<FormatException>(() => SigningKeys.ImportPrivatePem(SigningKeys.ExportPublicPem(Sample.Signer.VerificationKey))).Message, StringComparison.Ordinal);

    [Fact]
    public void OtherCurve_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("P-256", Assert.Throws<FormatException>(() => SigningKeys.ImportPrivatePem(key.ExportPkcs8PrivateKeyPem())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void WhatIsNoKey_IsRefused(string pem) => Assert.Throws<FormatException>(() => SigningKeys.ImportPublicPem(pem));

    [Fact]
    public void RsaKey_IsRefused()
    {
        using var key = RSA.Create(2048);
        Assert.Throws<FormatException>(() => SigningKeys.ImportPrivatePem(key.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void PointOffTheCurve_IsRefused() => Assert.Throws<FormatException>(() => VerificationKey.FromCoordinates(Sample.Signer.VerificationKey.X, Sample.Signer.VerificationKey.X));
}
