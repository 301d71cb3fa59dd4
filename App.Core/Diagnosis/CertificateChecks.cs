using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Diagnosis;

/// <summary>A client's chain: its order, its times, what names it has, and who vouches for it. The platform reads and verifies.</summary>
internal static class CertificateChecks
{
    private const int MaxChain = 8;

    public static IEnumerable<CallCheck> Of(string? pem, CallSurroundings around)
    {
        if (string.IsNullOrWhiteSpace(pem))
            return [CallCheck.Untold("certificate.form", "no certificate was given", "give the chain as the caller sends it, in PEM; leave it out where the caller shows none")];
        using var chain = CertificateChain.Read(pem);
        var checks = new List<CallCheck>();
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            checks.Add(CallCheck.Failed("certificate.key", "the text holds a private key; nothing of it was used or kept", "paste certificates only, and have that certificate replaced if the key was shown to anybody"));
        checks.AddRange(chain is null
            ? [CallCheck.Failed("certificate.form", $"it is no chain of 1 to {MaxChain.ToString(CultureInfo.InvariantCulture)} certificates in PEM", "give it from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`, the caller's own first")]
            : OfChain(chain, around));
        return checks;
    }

    /// <summary>The SPIFFE ID of the chain's first certificate, whoever vouches for it; null where there is none.</summary>
    public static SpiffeId? IdOf(string? pem)
    {
        if (string.IsNullOrWhiteSpace(pem))
            return null;
        using var chain = CertificateChain.Read(pem);
        return chain is null ? null : SpiffeCertificate.IdOf(chain.Certificates[0]);
    }

    private static IEnumerable<CallCheck> OfChain(CertificateChain chain, CallSurroundings around)
    {
        yield return chain.OrderCheck("certificate.order");
        foreach (var check in chain.TimeChecks("certificate.expiry", around.Now))
            yield return check;
        var leaf = chain.Certificates[0];
        yield return SpiffeCertificate.IsLeaf(leaf)
            ? CallCheck.Passed("certificate.usage", "the first certificate is one of a workload: no authority, for digital signatures")
            : CallCheck.Failed("certificate.usage", "the first certificate is none of a workload: it is an authority, or its key usage lacks digitalSignature or has keyCertSign", "show the workload's own certificate first (X509-SVID)");
        var (id, names) = OfNames(leaf);
        yield return names;
        if (id is not { } named)
            yield break;
        var provider = around.Policy.Principals.FindTrustDomain(named.TrustDomain);
        yield return OfTrustDomain(named, provider, around);
        if (provider?.Spiffe?.TrustBundle is not null)
            yield return OfAuthorities(chain, provider, around);
        yield return OfOwner(named, around);
    }

    private static (SpiffeId?, CallCheck) OfNames(X509Certificate2 leaf)
    {
        const string Code = "certificate.san";
        var uris = UrisOf(leaf);
        if (uris is not [var uri])
        {
            var found = uris.Count == 0 ? "no URI" : string.Create(CultureInfo.InvariantCulture, $"{uris.Count} URIs");
            return (null, CallCheck.Failed(Code, $"its alternative names hold {found}; exactly one SPIFFE ID is wanted", "have it issued with one `URI:spiffe://…`: subject and DNS names identify nobody here"));
        }

        return SpiffeId.TryParse(uri, out var id)
            ? (id, CallCheck.Passed(Code, $"its one URI is `{id.Text}`"))
            : (null, CallCheck.Failed(Code, $"its URI `{TokenChecks.Shown(uri)}` is no SPIFFE ID of a workload", "have it issued with `spiffe://TRUST-DOMAIN/PATH`, without query, port, empty segments or percent-encoding"));
    }

    private static CallCheck OfTrustDomain(SpiffeId id, IdentityProvider? provider, CallSurroundings around)
    {
        const string Code = "certificate.trust_domain";
        if (provider is null)
        {
            var known = string.Join(", ", around.Policy.Providers.Values.Where(p => p.Spiffe is not null).Take(5).Select(p => $"`{p.Spiffe!.TrustDomain}`"));
            return CallCheck.Failed(Code, $"`{id.TrustDomain}` is no trust domain of the policy{(known.Length == 0 ? "" : $": they are {known}")}", "use a certificate of one of them, or add the trust domain as an identity provider");
        }

        return provider.Spiffe!.TrustBundle is null
            ? CallCheck.Failed(Code, $"the identity provider `{provider.Name}` has no trust bundle, so that every certificate of `{id.TrustDomain}` is refused", "add its `trustBundle`")
            : CallCheck.Passed(Code, $"`{id.TrustDomain}` is the identity provider `{provider.Name}`");
    }

    private static CallCheck OfAuthorities(CertificateChain chain, IdentityProvider provider, CallSurroundings around)
    {
        const string Code = "certificate.authority";
        var authorities = new X509Certificate2Collection();
        try
        {
            foreach (var authority in TrustBundles.Of(provider.Spiffe!))
                authorities.ImportFromPem(authority);
            var refusals = chain.RefusalsBy(authorities, around.Now);
            return refusals.Count == 0
                ? CallCheck.Passed(Code, $"an authority of `{provider.Name}` vouches for it")
                : CallCheck.Failed(Code, $"the authorities of `{provider.Name}` do not vouch for it: {string.Join("; ", refusals)}", "send every certificate between leaf and authority, or renew the provider's `trustBundle` if the authority was replaced");
        }
        finally
        {
            foreach (var authority in authorities)
                authority.Dispose();
        }
    }

    private static CallCheck OfOwner(SpiffeId id, CallSurroundings around)
    {
        var owners = around.Policy.Principals.WithSpiffeId(id);
        if (owners.IsEmpty)
            return CallCheck.Failed("certificate.owner", $"`{id.Text}` is no pipeline's or workload's", "add it to the pipeline or workload that has it");
        return CallCheck.Passed("certificate.owner", owners is [var one] ? $"it is {one}" : string.Create(CultureInfo.InvariantCulture, $"{owners.Length} principals share it: it narrows what a token says and names nobody by itself"));
    }

    private static List<string> UrisOf(X509Certificate2 certificate)
    {
        try
        {
            return SpiffeCertificate.Uris(certificate);
        }
        catch (Exception e) when (e is System.Formats.Asn1.AsnContentException or CryptographicException)
        {
            return [];
        }
    }
}
