using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AccessConsole.Distribution.Certificates;

/// <summary>
/// Takes clients' certificates on the endpoints of Kestrel that ask for them. The handshake refuses none, so that a bad one is answered like a bad
/// token; what it proves is told by <see cref="ClientTrust"/> alone.
/// </summary>
internal static class ClientCertificates
{
    // What came beside a certificate is known in the handshake alone; the connection keeps the very instance that was shown there.
    private static readonly ConditionalWeakTable<X509Certificate2, PeerCertificate> Shown = [];

    public static void Take(KestrelServerOptions options) => options.ConfigureHttpsDefaults(https =>
    {
        https.ClientCertificateValidation = (certificate, chain, _) => Remember(certificate, chain);
        // A resumed session would come without the certificates between the client's and the authority.
        https.OnAuthenticate = (_, handshake) => handshake.AllowTlsResume &= !handshake.ClientCertificateRequired;
    });

    /// <summary>What the request's connection began with; null where the client showed no certificate.</summary>
    public static PeerCertificate? Of(HttpContext context) =>
        context.Connection.ClientCertificate is { } certificate ? Shown.GetValue(certificate, c => new PeerCertificate(Copy(c), [])) : null;

    private static bool Remember(X509Certificate2 certificate, X509Chain? chain)
    {
        Shown.AddOrUpdate(certificate, new PeerCertificate(Copy(certificate), [.. chain?.ChainPolicy.ExtraStore.Select(Copy) ?? []]));
        return true;
    }

    /// <summary>The handshake's own are disposed of with it.</summary>
    private static X509Certificate2 Copy(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);
}
