using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using AccessConsole.Core.Documents.Editing;

namespace AccessConsole.Components.Pages.Objects.Forms;

/// <summary>Public keys out of what a person pastes: a JWK Set, one JWK, or public keys and certificates as PEM. Of nothing that is private anything is kept.</summary>
/// <param name="Keys">As members of a JWK Set in a document.</param>
/// <param name="Problem">Why there are none; null where there are.</param>
public sealed record PastedKeys(IReadOnlyList<NewValue> Keys, string? Problem = null)
{
    private const string Private = "this holds a private or symmetric key: whoever saw it may sign as the issuer. Replace that key, and paste the public one only";
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
    private static readonly string[] Members = ["kty", "kid", "alg", "use", "n", "e", "crv", "x", "y"];

    public static PastedKeys Read(string text)
    {
        text = text.Trim();
        try
        {
            return text.StartsWith('{') ? ReadJson(text)
                : text.Contains("PRIVATE KEY", StringComparison.Ordinal) ? Wrong(Private)
                : ReadPem(text);
        }
        catch (JsonException e)
        {
            return Wrong($"this is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
        catch (CryptographicException)
        {
            return Wrong("a key of this PEM cannot be read: paste RSA or EC keys, or certificates");
        }
    }

    private static PastedKeys ReadJson(string text)
    {
        using var json = JsonDocument.Parse(text);
        JsonElement[] keys = json.RootElement.TryGetProperty("keys", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [json.RootElement];
        if (keys.Length == 0 || keys.Any(k => k.ValueKind != JsonValueKind.Object || !k.TryGetProperty("kty", out _)))
            return Wrong("this is no JWK Set and no JWK: paste what the issuer publishes, such as {\"keys\":[…]}");
        return keys.Any(k => PrivateMembers.Any(m => k.TryGetProperty(m, out _))) ? Wrong(Private) : new PastedKeys([.. keys.Select(Of)]);
    }

    /// <summary>What is no member of a public key is left out; what is wrong with the rest the document's own checks say.</summary>
    private static NewValue Of(JsonElement key) => NewValue.Map(
        [.. Members.Where(m => key.TryGetProperty(m, out var value) && value.ValueKind == JsonValueKind.String).Select(m => (m, NewValue.Of(key.GetProperty(m).GetString()!)))]);

    private static PastedKeys ReadPem(string text)
    {
        var keys = new List<NewValue>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var found))
        {
            keys.Add(OfPem(rest[found.Label], rest[found.Location]));
            rest = rest[found.Location.End..];
        }

        return keys.Count == 0 ? Wrong("this is neither JSON nor PEM: paste a JWK Set, or text that begins with -----BEGIN") : new PastedKeys(keys);
    }

    private static NewValue OfPem(ReadOnlySpan<char> label, ReadOnlySpan<char> pem)
    {
        if (label is "CERTIFICATE")
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var ofRsa = certificate.GetRSAPublicKey();
            using var ofEc = certificate.GetECDsaPublicKey();
            return ofRsa is not null ? Of(ofRsa) : Of(ofEc ?? throw new CryptographicException());
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return Of(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            using var ec = ECDsa.Create();
            ImportEc(ec, pem);
            return Of(ec);
        }
    }

    private static void ImportEc(ECDsa ec, ReadOnlySpan<char> pem)
    {
        try
        {
            ec.ImportFromPem(pem);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }

    private static NewValue Of(RSA key)
    {
        var parts = key.ExportParameters(includePrivateParameters: false);
        return NewValue.Map(("kty", NewValue.Of("RSA")), ("n", Encoded(parts.Modulus)), ("e", Encoded(parts.Exponent)));
    }

    private static NewValue Of(ECDsa key)
    {
        var parts = key.ExportParameters(includePrivateParameters: false);
        var curve = key.KeySize switch { 256 => "P-256", 384 => "P-384", 521 => "P-521", _ => throw new CryptographicException() };
        return NewValue.Map(("kty", NewValue.Of("EC")), ("crv", NewValue.Of(curve)), ("x", Encoded(parts.Q.X)), ("y", Encoded(parts.Q.Y)));
    }

    private static NewValue Encoded(byte[]? value) => NewValue.Of(Base64Url.EncodeToString(value));

    private static PastedKeys Wrong(string problem) => new([], problem);
}
