using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Evaluation.Credentials;

namespace AccessConsole.Core.Diagnosis;

/// <summary>Certificates in the order in which somebody sends them, a client or a server.</summary>
public sealed class CertificateChain : IDisposable
{
    public const int MaxLength = 8;

    private CertificateChain(X509Certificate2Collection certificates) => Certificates = certificates;

    public X509Certificate2Collection Certificates { get; }

    /// <param name="pem">Certificates; anything else in it is passed over, private keys too.</param>
    /// <returns>Null where the text holds none, too many, or one that cannot be read.</returns>
    public static CertificateChain? Read(string pem)
    {
        var read = new X509Certificate2Collection();
        try
        {
            read.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            Dispose(read);
            return null;
        }

        if (read.Count is > 0 and <= MaxLength)
            return new CertificateChain(read);
        Dispose(read);
        return null;
    }

    /// <summary>Whether each certificate but the last is issued by the one that follows it, as TLS wants it sent.</summary>
    public CallCheck OrderCheck(string code)
    {
        var misplaced = Enumerable.Range(0, Certificates.Count - 1).Where(i => !IsIssuedBy(Certificates[i], Certificates[i + 1])).ToArray();
        if (misplaced.Length == 0)
            return CallCheck.Passed(code, Certificates.Count == 1 ? "one certificate" : string.Create(CultureInfo.InvariantCulture, $"{Certificates.Count} certificates, each issued by the next"));
        var at = misplaced[0];
        var finding = string.Create(CultureInfo.InvariantCulture, $"certificate {at + 1} ({NameOf(Certificates[at])}) is issued by {TokenChecks.Shown(Certificates[at].Issuer)}, but {NameOf(Certificates[at + 1])} follows");
        return CallCheck.Failed(code, finding, Sorted() is { } order
            ? $"send them in this order: {string.Join(", ", order.Select(NameOf))}"
            : "send the caller's own certificate first and after it each certificate's issuer; leave out what does not belong to the chain");
    }

    /// <summary>Whether each certificate holds at this time; one check where all do, else one for each that does not.</summary>
    public IEnumerable<CallCheck> TimeChecks(string code, DateTimeOffset now)
    {
        var wrong = Certificates.Index().Select(c => OfTime(code, c.Index + 1, c.Item, now)).OfType<CallCheck>().ToArray();
        if (wrong.Length > 0)
            return wrong;
        var first = Certificates.MinBy(c => c.NotAfter)!;
        return [CallCheck.Passed(code, $"every certificate holds; the first to end is {NameOf(first)} at {TokenTimeChecks.Instant(first.NotAfter.ToUniversalTime())}")];
    }

    /// <summary>Why these authorities do not vouch for the chain as a client's; empty where they do.</summary>
    internal List<string> RefusalsBy(X509Certificate2Collection authorities, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        SpiffeChain.SetUp(chain.ChainPolicy, [.. Certificates.Skip(1)], authorities, now);
        try
        {
            return chain.Build(Certificates[0])
                ? []
                : [.. chain.ChainStatus.Select(s => InWords(s.Status)).Distinct()];
        }
        catch (CryptographicException)
        {
            return ["it cannot be read as a chain"];
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    public void Dispose() => Dispose(Certificates);

    /// <summary>From the one that issued none of the others upwards; null where they form no single chain.</summary>
    private X509Certificate2[]? Sorted()
    {
        var rest = Certificates.ToList();
        var next = rest.Where(c => !rest.Any(other => other != c && IsIssuedBy(other, c))).ToArray();
        var sorted = new List<X509Certificate2>();
        while (next is [var one])
        {
            sorted.Add(one);
            rest.Remove(one);
            next = [.. rest.Where(c => IsIssuedBy(one, c))];
        }

        return rest.Count == 0 ? [.. sorted] : null;
    }

    private static CallCheck? OfTime(string code, int position, X509Certificate2 certificate, DateTimeOffset now)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"certificate {position} ({NameOf(certificate)})");
        if (now.UtcDateTime > certificate.NotAfter.ToUniversalTime())
            return CallCheck.Failed(code, $"{name} ended at {TokenTimeChecks.Instant(certificate.NotAfter.ToUniversalTime())}", "have it issued anew: look at whatever renews it (SPIRE agent, cert-manager)");
        return now.UtcDateTime < certificate.NotBefore.ToUniversalTime()
            ? CallCheck.Failed(code, $"{name} holds from {TokenTimeChecks.Instant(certificate.NotBefore.ToUniversalTime())} on only", "hold the clocks of its issuer and of this machine against a time server")
            : null;
    }

    private static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData))
            return false;
        var wanted = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var has = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return wanted is null || has is null || wanted.Value.Span.SequenceEqual(has.Value.Span);
    }

    private static string NameOf(X509Certificate2 certificate) => $"`{TokenChecks.Shown(certificate.Subject.Length == 0 ? certificate.SerialNumber : certificate.Subject)}`";

    private static string InWords(X509ChainStatusFlags status) => status switch
    {
        X509ChainStatusFlags.PartialChain => "a certificate between it and an authority is missing",
        X509ChainStatusFlags.UntrustedRoot => "its chain ends at another authority",
        X509ChainStatusFlags.NotTimeValid => "a certificate of the chain has ended or does not hold yet",
        X509ChainStatusFlags.NotSignatureValid => "a signature in the chain is wrong",
        X509ChainStatusFlags.NotValidForUsage => "its extended key usage has no clientAuth",
        X509ChainStatusFlags.InvalidBasicConstraints => "a certificate that is no authority, or too far from the leaf, issued another",
        _ => status.ToString(),
    };

    private static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (var certificate in certificates)
            certificate.Dispose();
    }
}
