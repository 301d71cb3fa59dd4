using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AccessConsole.Tests.Support;

/// <summary>A certificate authority that issues SPIFFE certificates, and the bad ones that a verifier must refuse.</summary>
public sealed class CertificateForge : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddHours(-1);
    private static readonly DateTimeOffset Until = DateTimeOffset.UtcNow.AddHours(12);
    private readonly AsymmetricAlgorithm key;
    private readonly X509SignatureGenerator generator;
    private readonly X509Certificate2 authority;

    /// <param name="curve">The authority's key: EC on this curve, or RSA where it is absent.</param>
    /// <param name="issuer">Who vouches for the authority; itself where it is absent.</param>
    /// <param name="pathLength">How many authorities may stand between this one and a leaf; any number where it is absent.</param>
    public CertificateForge(string name, ECCurve? curve, CertificateForge? issuer = null, int? pathLength = null)
    {
        key = curve is { } c ? ECDsa.Create(c) : RSA.Create(2048);
        generator = key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={name}"), generator.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, pathLength is not null, pathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is not null)
            request.CertificateExtensions.Add(issuer.Identifier);
        authority = request.Create(issuer?.authority.SubjectName ?? request.SubjectName, issuer?.generator ?? generator, From, Until, RandomNumberGenerator.GetBytes(8));
    }

    public CertificateForge(string name, CertificateForge? issuer = null, int? pathLength = null)
        : this(name, ECCurve.NamedCurves.nistP256, issuer, pathLength)
    {
    }

    public X509Certificate2 Authority => authority;

    public string Bundle => authority.ExportCertificatePem();

    private X509AuthorityKeyIdentifierExtension Identifier =>
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single());

    public static X509KeyUsageExtension LeafUsage => new(X509KeyUsageFlags.DigitalSignature, true);

    /// <summary>A leaf with the names given, as SPIFFE wants it.</summary>
    public X509Certificate2 Issue(params string[] uris) => Issue(uris, [], LeafUsage, new X509BasicConstraintsExtension(false, false, 0, true));

    public X509Certificate2 IssueServer(params string[] names) => Issue([], names, LeafUsage);

    public X509Certificate2 Issue(string[] uris, string[] names, params X509Extension[] extensions)
    {
        using var leafKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=leaf", leafKey, HashAlgorithmName.SHA256);
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        request.CertificateExtensions.Add(Identifier);
        if (uris.Length + names.Length > 0)
            request.CertificateExtensions.Add(Names(uris, names));
        using var certificate = request.Create(authority.SubjectName, generator, From, Until, RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(leafKey);
        // SslStream wants a key that is stored with its certificate.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        authority.Dispose();
        key.Dispose();
    }

    private static X509Extension Names(string[] uris, string[] names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            builder.AddDnsName(name);
        foreach (var uri in uris)
            builder.AddUri(new Uri(uri));
        return builder.Build();
    }
}
