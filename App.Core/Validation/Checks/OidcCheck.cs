using System.Net;
using System.Text.RegularExpressions;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Where an OIDC provider's tokens come from, how they are read and how they are verified.</summary>
internal static partial class OidcCheck
{
    private static readonly TimeSpan MinLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    // Headers that engines set, remove or act upon themselves: a token read from one of them would not arrive, or not alone.
    private static readonly string[] TakenHeaders =
    [
        "host", "connection", "content-length", "content-type", "transfer-encoding", "upgrade", "te", "trailer", "expect", "cookie", "keep-alive", "proxy-connection",
    ];

    private static readonly string[] TakenPrefixes = ["x-access-", "x-forwarded-", "x-original-", "x-rewrite-", "x-http-method", "x-method-override"];

    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Providers)
        {
            if (item.Object.Oidc is not { } oidc)
                continue;
            CheckAddresses(context, oidc, item.At("/oidc"));
            if (oidc.Audience.Length > 0 && !Texts.IsAudience(oidc.Audience))
                context.Error(DiagnosticCodes.AudienceInvalid, item.At("/oidc/audience"), $"`{Shown.Text(oidc.Audience)}` is no audience: use letters, digits and `._~:/@+=-`, without a final slash");
            if (oidc.MaxTokenLifetime < MinLifetime || oidc.MaxTokenLifetime > MaxLifetime)
                context.Error(DiagnosticCodes.TokenLifetimeRange, item.At("/oidc/maxTokenLifetime"), "the lifetime of a token is limited to something between 1m and 24h");
            if (!IsTokenHeader(oidc.TokenHeader))
                context.Error(DiagnosticCodes.TokenHeaderInvalid, item.At("/oidc/tokenHeader"), $"`{Shown.Text(oidc.TokenHeader)}` cannot carry the token: use `Authorization` or a header of your own");
        }
    }

    private static void CheckAddresses(ValidationContext context, OidcSettings oidc, string pointer)
    {
        var issuerIsValid = IsAddress(oidc.Issuer, context.Options);
        if (!issuerIsValid && oidc.Issuer.Length > 0)
            context.Error(DiagnosticCodes.IssuerInvalid, pointer + "/issuer", $"`{Shown.Text(oidc.Issuer)}` is no issuer: give its https address, without query or fragment");
        if (oidc.JwksUri is null == oidc.Jwks is null)
            context.Error(DiagnosticCodes.ProviderKeys, pointer, "give exactly one of `jwksUri` and `jwks`: the keys come from one place");
        if (oidc.JwksUri is not { Length: > 0 } uri)
            return;
        if (!IsAddress(uri, context.Options))
            context.Error(DiagnosticCodes.JwksUriInvalid, pointer + "/jwksUri", $"`{Shown.Text(uri)}` is no address of keys: give an https address, without query or fragment");
        else if (issuerIsValid && new Uri(uri).GetLeftPart(UriPartial.Authority) != new Uri(oidc.Issuer).GetLeftPart(UriPartial.Authority))
            context.Error(DiagnosticCodes.JwksUriInvalid, pointer + "/jwksUri", "keys are fetched from the issuer's own origin only: give an address there, or the keys inline in `jwks`");
    }

    private static bool IsAddress(string text, ValidationOptions options)
    {
        if (!Address().IsMatch(text) || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return false;
        var isLoopback = uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && Addresses.IsLoopback(address));
        return isLoopback ? options.IsDevelopment : uri.Scheme == Uri.UriSchemeHttps;
    }

    private static bool IsTokenHeader(string text) =>
        HeaderName().IsMatch(text)
        && !TakenHeaders.Contains(text, StringComparer.OrdinalIgnoreCase)
        && !TakenPrefixes.Any(prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\Ahttps?://[a-z0-9][a-z0-9.-]*(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?\z")]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9-]{0,62}\z")]
    private static partial Regex HeaderName();
}
