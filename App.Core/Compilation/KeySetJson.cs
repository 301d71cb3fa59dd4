using System.Buffers;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Evaluation.Credentials;

namespace AccessConsole.Core.Compilation;

/// <summary>Writes a provider's keys as an inline JWK Set.</summary>
internal static class KeySetJson
{
    public static string Of(IEnumerable<VerificationKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
                Write(json, key);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>With its algorithm, so that the key decides which one verifies and never the token.</summary>
    private static void Write(Utf8JsonWriter json, VerificationKey key)
    {
        json.WriteStartObject();
        json.WriteString("kty", key.Jwk.Kty);
        json.WriteString("kid", key.KeyId);
        json.WriteString("use", "sig");
        json.WriteString("alg", key.Algorithm.ToString());
        foreach (var (name, value) in new[] { ("n", key.Jwk.N), ("e", key.Jwk.E), ("crv", key.Jwk.Crv), ("x", key.Jwk.X), ("y", key.Jwk.Y) })
        {
            if (value is not null)
                json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
