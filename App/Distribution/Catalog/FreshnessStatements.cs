using AccessConsole.Core.Bundles;
using AccessConsole.Signer;
using AccessConsole.Signing;
using AccessConsole.Signing.Remote;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Who makes statements of freshness: the console by its own keys, or the signer that has them.</summary>
internal interface IFreshnessStatements
{
    /// <param name="wanted">What the console would say; a signer says it by its own clock and for as long as it wants.</param>
    /// <returns>The statement and what it says.</returns>
    Task<(string Jws, Freshness Freshness)> MakeAsync(Freshness wanted, string keyId);
}

/// <summary>Statements by a key of this process.</summary>
internal sealed class OwnFreshness(SigningKeyRing keys) : IFreshnessStatements
{
    public async Task<(string Jws, Freshness Freshness)> MakeAsync(Freshness wanted, string keyId)
    {
        var signer = keys.Find(keyId, wanted.Scope.Environment) ?? throw new InvalidOperationException("freshness was asked for an archive whose key is not live");
        return (await wanted.SignAsync(signer, CancellationToken.None), wanted);
    }
}

/// <summary>Statements of a signer, which makes them for what it signed last and nothing else.</summary>
internal sealed class SignerFreshness(SignerClient signer, SigningKeyRing keys, TimeProvider clock) : IFreshnessStatements
{
    public async Task<(string Jws, Freshness Freshness)> MakeAsync(Freshness wanted, string keyId)
    {
        var jws = await signer.SayFreshAsync(new FreshnessQuestion(wanted.Scope.ToString(), keyId, wanted.BundleDigest, wanted.Revision, wanted.Checkpoint), CancellationToken.None);
        var verification = Freshness.Verify(jws, keys.KeyList.For(wanted.Scope.Environment), wanted.Scope, clock.GetUtcNow());
        return verification.IsVerified && verification.Value.BundleDigest == wanted.BundleDigest
            ? (jws, verification.Value)
            : throw new SignerException($"the signer's statement of freshness is none: {verification.Refusal?.Message ?? "it is of another archive"}", kind: null);
    }
}
