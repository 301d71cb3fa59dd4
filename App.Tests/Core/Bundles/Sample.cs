using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

/// <summary>Keys and a bundle for the tests of this folder. Keys are made once: what is tested does not depend on which they are.</summary>
internal static class Sample
{
    public static readonly ECDsa PrivateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly EcdsaSigner Signer = new(PrivateKey);
    public static readonly EcdsaSigner OtherSigner = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    public static readonly EcdsaSigner Root = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    public static readonly BundleScope Scope = new("production", Target.Nginx);
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ManifestApproval Approval = new("Zoë \"Z\" <zoe@example.com>")
    {
        Issuer = "https://idp.example",
        Subject = "00u1zoe",
        At = Now.AddHours(-1),
        Change = new string('c', 64),
    };

    public static readonly BundleManifest Manifest = new()
    {
        Revision = 42,
        Roots = ["nginx"],
        Scope = Scope,
        EffectiveAt = Now,
        PreviousDigest = "sha256:" + new string('a', 64),
        Approvals = [Approval],
        Coverage = new CoverageCounts(3, 1, 0, 2),
    };

    public static readonly ImmutableArray<BundleFile> Files = [File("nginx/policy.json", "{}"), File("nginx/http.conf", "server {}\n")];

    public static IReadOnlyCollection<VerificationKey> Keys => [Signer.VerificationKey];

    public static BundleFile File(string path, string content) => new(path, Encoding.UTF8.GetBytes(content));

    public static async Task<SealedBundle> SealAsync(ISigner? signer = null) =>
        await BundleSigner.SealAsync(Manifest, Files, signer ?? Signer, TestContext.Current.CancellationToken);

    public static string Text(this BundleFile file) => Encoding.UTF8.GetString(file.Content.Span);
}
