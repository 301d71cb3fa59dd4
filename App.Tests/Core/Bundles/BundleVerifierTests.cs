using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class BundleVerifierTests
{
    [Fact]
    public async Task SealedBundle_VerifiesWithManifestAndFiles()
    {
        var bundle = await Sample.SealAsync();
        var verified = BundleVerifier.Verify(bundle.Archive, Sample.Scope, [Sample.OtherSigner.VerificationKey, .. Sample.Keys]).Value;

        Assert.NotNull(verified);
        Assert.Equal(Sample.Manifest, verified.Manifest);
        Assert.Equal(Sample.Signer.KeyId, verified.KeyId);
        Assert.Equal(["nginx/http.conf", "nginx/policy.json"], verified.Files.Select(file => file.Path));
        Assert.Equal("server {}\n", verified.Files[0].Text());
    }

    [Fact]
    public async Task SealingTwice_DiffersInTheSignatureOnly()
    {
        var one = BundleArchive.Read((await Sample.SealAsync()).Archive);
        var two = BundleArchive.Read((await Sample.SealAsync()).Archive);

        Assert.Equal(one[..^1].Select(file => (file.Path, file.Text())), two[..^1].Select(file => (file.Path, file.Text())));
        Assert.Equal(SignedPart(one[^1]), SignedPart(two[^1]));
    }

    [Theory]
    [InlineData("staging", Target.Nginx, null)]
    [InlineData("production", Target.Opa, null)]
    [InlineData("production", Target.Nginx, "payments-api")]
    public async Task OtherScope_IsRefused(string environment, Target target, string? service) =>
        AssertRefused(RefusalKind.Scope, (await Sample.SealAsync()).Archive, new BundleScope(environment, target, service));

    [Fact]
    public async Task UnknownKey_IsRefused() => AssertRefused(RefusalKind.UnknownKey, (await Sample.SealAsync(Sample.OtherSigner)).Archive);

    [Fact]
    public async Task SignatureOfAnotherKeyUnderThisKeysName_IsRefused() =>
        AssertRefused(RefusalKind.Signature, (await Sample.SealAsync(new Impostor(Sample.OtherSigner, Sample.Signer.KeyId))).Archive);

    [Fact]
    public async Task ChangedFile_IsRefused() => AssertRefused(RefusalKind.FileHash, await RepackAsync(files => [.. files.Select(Altered)]));

    [Fact]
    public async Task AddedFile_IsRefused() =>
        AssertRefused(RefusalKind.UnexpectedFile, await RepackAsync(files => [Sample.File("nginx/access.js", "0"), .. files]));

    [Fact]
    public async Task RemovedFile_IsRefused() =>
        AssertRefused(RefusalKind.MissingFile, await RepackAsync(files => files.Where(file => file.Path != "nginx/policy.json")));

    [Fact]
    public async Task RemovedSignature_IsRefused() =>
        AssertRefused(RefusalKind.Unsigned, await RepackAsync(files => files.Where(file => file.Path != BundlePaths.Signatures)));

    [Theory]
    [InlineData("""{"signatures":[]}""", RefusalKind.Unsigned)]
    [InlineData("""{"signatures":["a.b.c","a.b.c"]}""", RefusalKind.Malformed)]
    [InlineData("""{"signatures":["a.b.c"]}""", RefusalKind.Malformed)]
    [InlineData("""{"signatures":[7]}""", RefusalKind.Malformed)]
    [InlineData("""{"signatures":"x"}""", RefusalKind.Malformed)]
    [InlineData("{}", RefusalKind.Malformed)]
    [InlineData("not json", RefusalKind.Malformed)]
    public async Task StrangeSignatureFile_IsRefused(string content, RefusalKind kind) => AssertRefused(kind, await WithSignaturesAsync(content));

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task OtherAlgorithm_IsRefused(string algorithm)
    {
        var archive = await RepackAsync(files => files.Select(file => file.Path == BundlePaths.Signatures ? WithAlgorithm(file, algorithm) : file));
        var refusal = BundleVerifier.Verify(archive, Sample.Scope, Sample.Keys).Refusal;

        Assert.NotNull(refusal);
        Assert.Contains(refusal.Kind, new[] { RefusalKind.Signature, RefusalKind.Malformed });
    }

    [Fact]
    public async Task FreshnessInPlaceOfTheSignature_IsRefused()
    {
        var freshness = new Freshness(Sample.Scope, "sha256:0", 1, 1, Sample.Now, Sample.Now);
        var jws = await freshness.SignAsync(Sample.Signer, TestContext.Current.CancellationToken);
        AssertRefused(RefusalKind.Malformed, await WithSignaturesAsync($$"""{"signatures":["{{jws}}"]}"""));
    }

    [Fact]
    public async Task EveryTruncation_IsRefusedOrLosesPaddingOnly()
    {
        var archive = (await Sample.SealAsync()).Archive;
        for (var length = 0; length < archive.Length; length++)
            AssertRefusedOrUnchanged(archive[..length]);
        Assert.False(BundleVerifier.Verify(archive[..(archive.Length / 2)], Sample.Scope, Sample.Keys).IsVerified);
    }

    [Fact]
    public async Task EveryFlippedByte_IsRefusedOrChangesNothing()
    {
        var archive = (await Sample.SealAsync()).Archive.ToArray();
        for (var at = 0; at < archive.Length; at++)
        {
            archive[at] ^= 0x20;
            AssertRefusedOrUnchanged(archive);
            archive[at] ^= 0x20;
        }
    }

    private static void AssertRefusedOrUnchanged(ReadOnlyMemory<byte> archive)
    {
        var verification = BundleVerifier.Verify(archive, Sample.Scope, Sample.Keys);
        if (!verification.IsVerified)
            return;
        Assert.Equal(Sample.Manifest, verification.Value.Manifest);
        Assert.Equal(["server {}\n", "{}"], verification.Value.Files.Select(file => file.Text()));
    }

    private static void AssertRefused(RefusalKind kind, ReadOnlyMemory<byte> archive, BundleScope? expected = null)
    {
        var verification = BundleVerifier.Verify(archive, expected ?? Sample.Scope, Sample.Keys);
        Assert.Equal(kind, verification.Refusal?.Kind);
        Assert.Null(verification.Value);
        Assert.NotEmpty(verification.Refusal!.Message);
    }

    private static async Task<byte[]> RepackAsync(Func<IEnumerable<BundleFile>, IEnumerable<BundleFile>> change) =>
        BundleArchive.Write(change(BundleArchive.Read((await Sample.SealAsync()).Archive)));

    private static Task<byte[]> WithSignaturesAsync(string content) =>
        RepackAsync(files => files.Select(file => file.Path == BundlePaths.Signatures ? Sample.File(file.Path, content) : file));

    private static BundleFile Altered(BundleFile file) => file.Path == "nginx/http.conf" ? Sample.File(file.Path, "server { }") : file;

    private static BundleFile WithAlgorithm(BundleFile signatures, string algorithm)
    {
        var parts = JwsOf(signatures).Split('.');
        parts[0] = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"{{Sample.Signer.KeyId}}","typ":"access-bundle+jws"}"""))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return Sample.File(signatures.Path, $$"""{"signatures":["{{string.Join('.', parts)}}"]}""");
    }

    private static string SignedPart(BundleFile signatures) => JwsOf(signatures)[..JwsOf(signatures).LastIndexOf('.')];

    private static string JwsOf(BundleFile signatures) => JsonNode.Parse(signatures.Text())!["signatures"]![0]!.GetValue<string>();

    /// <summary>Signs with one key and claims another's name.</summary>
    private sealed class Impostor(ISigner signer, string keyId) : ISigner
    {
        public string KeyId => keyId;

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => signer.SignAsync(data, cancellationToken);
    }
}
