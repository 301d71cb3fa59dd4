using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation.Credentials;

/// <summary>Verifies a client's certificate by the authorities of one trust domain. The platform builds and checks the chain; nothing is fetched.</summary>
public static class SpiffeChain
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>What the certificate proves at this time; null where it does not verify, or is of no SPIFFE ID of the trust domain.</summary>
    /// <param name="intermediates">What the client sent beside it.</param>
    public static VerifiedPeer? Verify(
        X509Certificate2 certificate, X509Certificate2Collection intermediates, X509Certificate2Collection authorities, string trustDomain, DateTimeOffset now)
    {
        if (SpiffeCertificate.IdOf(certificate) is not { } id || id.TrustDomain != trustDomain)
            return null;
        using var chain = new X509Chain();
        SetUp(chain.ChainPolicy, intermediates, authorities, now);
        try
        {
            return chain.Build(certificate)
                ? new VerifiedPeer(id, chain.ChainElements.Min(e => e.Certificate.NotAfter.ToUniversalTime()))
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    /// <summary>How chains of clients are built: to these authorities and no others, at this time, by nothing that would have to be fetched.</summary>
    internal static void SetUp(X509ChainPolicy policy, X509Certificate2Collection intermediates, X509Certificate2Collection authorities, DateTimeOffset now)
    {
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.ExtraStore.AddRange(intermediates);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        // SPIFFE's certificates live for hours and have no lists of revoked ones.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.LocalDateTime;
        policy.VerificationTimeIgnored = false;
    }
}

/// <param name="Until">When the first certificate of its chain is over, UTC.</param>
public sealed record VerifiedPeer(SpiffeId Id, DateTime Until);
