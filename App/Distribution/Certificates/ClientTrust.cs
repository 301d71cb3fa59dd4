using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Evaluation.Credentials;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Certificates;

/// <summary>
/// Says whom a client's certificate names: by the configured authorities of one trust domain and no others. The platform builds and checks the chain.
/// </summary>
internal sealed class ClientTrust(IOptions<DistributionOptions> options, TimeProvider clock, ILogger<ClientTrust> logger)
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(5);

    private readonly Lock reading = new();
    private volatile TrustedAuthorities? current;
    private DateTimeOffset lookAt = DateTimeOffset.MinValue;
    private DateTime writtenAt;

    public bool IsConfigured { get; } = options.Value.ClientTrustBundleFile.Length > 0;

    /// <summary>The authorities as they are now: the file is looked at every few seconds, and one that cannot be read leaves those before.</summary>
    public TrustedAuthorities Current
    {
        get
        {
            var now = clock.GetUtcNow();
            lock (reading)
            {
                if (current is { } known && now < lookAt)
                    return known;
                lookAt = now + LooksEvery;
                return current = Read(current);
            }
        }
    }

    /// <summary>The authorities in a file.</summary>
    /// <exception cref="CryptographicException">It holds no certificates, or something else besides.</exception>
    public static X509Certificate2Collection ReadBundle(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(File.ReadAllText(path));
        return authorities.Count > 0 ? authorities : throw new CryptographicException("there is no certificate in it");
    }

    /// <summary>What the certificate proves at this time; nothing where it does not verify. What is revoked here is the registration.</summary>
    /// <param name="intermediates">What the client sent beside it.</param>
    public VerifiedPeer? Verify(X509Certificate2 certificate, X509Certificate2Collection intermediates, TrustedAuthorities authorities) =>
        SpiffeChain.Verify(certificate, intermediates, authorities.Certificates, options.Value.TrustDomain, clock.GetUtcNow());

    private TrustedAuthorities Read(TrustedAuthorities? former)
    {
        var path = options.Value.ClientTrustBundleFile;
        try
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (former is not null && written == writtenAt)
                return former;
            var authorities = new TrustedAuthorities(ReadBundle(path));
            writtenAt = written;
            return authorities;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException && former is not null)
        {
            logger.LogWarning(e, "the trust bundle `{Path}` cannot be read; clients are verified by the one before", path);
            return former;
        }
    }
}

/// <summary>One state of the trust bundle, told from others by its instance.</summary>
internal sealed record TrustedAuthorities(X509Certificate2Collection Certificates);
