using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A trust domain: its name, the paths of its CI, and the bundle that its certificates verify against.</summary>
internal static class SpiffeCheck
{
    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Providers)
        {
            if (item.Object.Spiffe is not { } spiffe)
                continue;
            if (spiffe.TrustDomain.Length > 0 && !SpiffeId.IsTrustDomain(spiffe.TrustDomain))
                context.Error(DiagnosticCodes.TrustDomainInvalid, item.At("/spiffe/trustDomain"), $"`{Shown.Text(spiffe.TrustDomain)}` is no trust domain: use lower-case letters, digits, `.`, `-` and `_`, without `spiffe://`");
            context.CheckCount(spiffe.CiPaths.Count, DocumentLimits.CiPaths, "paths", item.At("/spiffe/ciPaths"));
            for (var i = 0; i < spiffe.CiPaths.Count; i++)
            {
                if (spiffe.CiPaths[i].Length > 0 && !SpiffeId.IsPath(spiffe.CiPaths[i]))
                    context.Error(DiagnosticCodes.CiPathInvalid, item.At($"/spiffe/ciPaths/{i}"), $"`{Shown.Text(spiffe.CiPaths[i])}` is no path of SPIFFE IDs: write `/ci`, without a final slash");
            }

            CheckBundle(context, spiffe.TrustBundle, item.At("/spiffe"));
        }
    }

    private static void CheckBundle(ValidationContext context, string? bundle, string pointer)
    {
        if (bundle is null)
            context.Warn(DiagnosticCodes.TrustBundleMissing, pointer, "without `trustBundle` every certificate of this trust domain is refused");
        else if (bundle.Length > DocumentLimits.TrustBundleCharacters)
            context.Error(DiagnosticCodes.TrustBundleInvalid, pointer + "/trustBundle", $"the bundle is longer than {DocumentLimits.TrustBundleCharacters} characters");
        else if (!(bundle.TrimStart().StartsWith('{') ? IsSpiffeKeySet(bundle) : IsPem(bundle)))
            context.Error(DiagnosticCodes.TrustBundleInvalid, pointer + "/trustBundle", "the bundle is neither certificates in PEM (and nothing else) nor a SPIFFE JWKS with `x509-svid` keys");
    }

    private static bool IsPem(string text)
    {
        var rest = text.AsSpan();
        var count = 0;
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (!rest[..fields.Location.Start].IsWhiteSpace() || !rest[fields.Label].SequenceEqual("CERTIFICATE") || !IsCertificate(rest[fields.Base64Data].ToString()))
                return false;
            rest = rest[fields.Location.End..];
            count++;
        }

        return count > 0 && rest.IsWhiteSpace();
    }

    private static bool IsSpiffeKeySet(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var roots = document.RootElement.GetProperty("keys").EnumerateArray().Where(key => key.GetProperty("use").GetString() == "x509-svid").ToArray();
            return roots.Length > 0 && roots.All(key => key.GetProperty("x5c").EnumerateArray().Any() && IsCertificate(key.GetProperty("x5c")[0].GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsCertificate(string base64)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(base64));
            return true;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
