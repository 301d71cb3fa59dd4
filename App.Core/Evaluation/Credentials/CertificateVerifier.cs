using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>Verifies the client certificate of a request by the trust bundle of its own trust domain, and no other's.</summary>
public sealed class CertificateVerifier(PolicySet policy)
{
    private const int MaxChain = 8;

    private readonly FrozenDictionary<string, X509Certificate2Collection> authorities = policy.Providers.Values
        .Select(provider => provider.Spiffe).OfType<SpiffeSettings>().Where(spiffe => spiffe.TrustBundle is not null)
        .ToFrozenDictionary(spiffe => spiffe.TrustDomain, AuthoritiesOf, StringComparer.Ordinal);

    /// <summary>What a chain proves at this time.</summary>
    /// <param name="pem">The caller's certificate, and after it what it sent beside it.</param>
    public CertificateEvidence Verify(string pem, DateTimeOffset now)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(pem);
            return chain.Count is 0 or > MaxChain ? CertificateEvidence.Invalid : Verify(chain, now);
        }
        catch (CryptographicException)
        {
            return CertificateEvidence.Invalid;
        }
        finally
        {
            foreach (var certificate in chain)
                certificate.Dispose();
        }
    }

    private CertificateEvidence Verify(X509Certificate2Collection chain, DateTimeOffset now)
    {
        if (SpiffeCertificate.IdOf(chain[0]) is not { } id || !authorities.TryGetValue(id.TrustDomain, out var trusted))
            return CertificateEvidence.Invalid;
        var intermediates = new X509Certificate2Collection(chain.Skip(1).ToArray());
        return SpiffeChain.Verify(chain[0], intermediates, trusted, id.TrustDomain, now) is { } peer && now.UtcDateTime <= peer.Until
            ? new CertificateEvidence(peer.Id)
            : CertificateEvidence.Invalid;
    }

    private static X509Certificate2Collection AuthoritiesOf(SpiffeSettings settings)
    {
        var trusted = new X509Certificate2Collection();
        foreach (var pem in TrustBundles.Of(settings))
            trusted.ImportFromPem(pem);
        return trusted;
    }
}
