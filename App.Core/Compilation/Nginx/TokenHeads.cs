using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AccessConsole.Core.Evaluation.Credentials;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// How the header of a token is written that says key id and algorithm and nothing else, as Buildkite's does: access.js knows it by its text and
/// need not decode it. What is written here of a text is what parsing it gives, so that a header counts alike whichever way it was read.
/// </summary>
internal static class TokenHeads
{
    public static void Write(Utf8JsonWriter json, IEnumerable<VerificationKey> keys)
    {
        var names = keys.Select(k => (k.KeyId, Algorithm: k.Algorithm.ToString())).Distinct();
        foreach (var (keyId, algorithm) in names.OrderBy(k => k.KeyId, StringComparer.Ordinal).ThenBy(k => k.Algorithm, StringComparer.Ordinal))
        {
            Write(json, ("alg", algorithm), ("kid", keyId));
            Write(json, ("kid", keyId), ("alg", algorithm));
        }
    }

    private static void Write(Utf8JsonWriter json, params (string Name, string Value)[] members)
    {
        var text = string.Join(',', members.Select(m => $"\"{m.Name}\":\"{JavaScriptEncoder.Default.Encode(m.Value)}\""));
        json.WriteStartObject(Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{{text}}}")));
        foreach (var (name, value) in members)
            json.WriteString(name, value);
        json.WriteEndObject();
    }
}
