using System.Buffers.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Inline keys are usable: RSA of at least 2,048 bits, or EC on a NIST curve.</summary>
internal static class KeySetCheck
{
    private const int MinRsaBytes = 256;
    private const int MaxRsaBytes = 1_024;

    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Providers)
        {
            if (item.Object.Oidc?.Jwks is not { } keys)
                continue;
            context.CheckCount(keys.Keys.Count, DocumentLimits.Keys, "keys", item.At("/oidc/jwks/keys"));
            for (var i = 0; i < keys.Keys.Count; i++)
            {
                if (Problem(keys.Keys[i]) is { } problem)
                    context.Error(DiagnosticCodes.KeyInvalid, item.At($"/oidc/jwks/keys/{i}"), problem);
            }
        }
    }

    private static string? Problem(Jwk key) => key.Kty switch
    {
        "RSA" => Size(key.N) is >= MinRsaBytes and <= MaxRsaBytes && Size(key.E) is >= 1 and <= 8
            ? null
            : "an RSA key has `n` of 2,048 to 8,192 bits and `e`, both as base64url without padding",
        "EC" => CoordinateBytes(key.Crv) is { } size && Size(key.X) == size && Size(key.Y) == size
            ? null
            : "an EC key has `crv` P-256, P-384 or P-521, and `x` and `y` of that curve's size as base64url without padding",
        "" => null,
        _ => $"a key's `kty` is `RSA` or `EC`",
    };

    private static int? CoordinateBytes(string? curve) => curve switch { "P-256" => 32, "P-384" => 48, "P-521" => 66, _ => null };

    private static int? Size(string? base64Url) =>
        base64Url is not null && !base64Url.Contains('=', StringComparison.Ordinal) && Base64Url.IsValid(base64Url, out var length) ? length : null;
}
