using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;

namespace AccessConsole.Distribution.Certificates;

/// <summary>
/// The certificate that a connection's client showed. Connections live long, so that what it proves is asked at each request: it ends with its
/// time, and with the authorities that vouched for it.
/// </summary>
internal sealed class PeerCertificate(X509Certificate2 certificate, X509Certificate2Collection intermediates)
{
    /// <summary>A certificate that is not good yet may become so.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);

    private volatile Finding? last;

    /// <returns>Null where it does not verify.</returns>
    public SpiffeId? Identify(ClientTrust trust, DateTimeOffset now)
    {
        var authorities = trust.Current;
        var finding = last;
        if (finding is null || finding.Authorities != authorities || (finding.Peer is null && now.UtcDateTime >= finding.At + AskAgainAfter))
            last = finding = new Finding(authorities, trust.Verify(certificate, intermediates, authorities), now.UtcDateTime);
        return finding.Peer is { } peer && now.UtcDateTime <= peer.Until ? peer.Id : null;
    }

    /// <param name="Peer">Null where it did not verify.</param>
    private sealed record Finding(TrustedAuthorities Authorities, VerifiedPeer? Peer, DateTime At);
}
