using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessConsole.Tests.Core.Validation;

/// <summary>A self-signed authority, made once for all tests.</summary>
internal static class TestCertificates
{
    public static string Pem { get; } = Make();

    private static string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=acme.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem() + "\n";
    }
}
