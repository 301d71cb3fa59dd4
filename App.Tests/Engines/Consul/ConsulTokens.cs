using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>
/// What providers make of a request, from Consul's reference and that of Envoy's JWT filter beneath it: each that verifies a token leaves its
/// claims, none refuses a request, and a verified token leaves the headers unless it is to be forwarded.
/// </summary>
internal static class ConsulTokens
{
    private static readonly ConditionalWeakTable<JsonObject, JsonObject[]> Known = [];

    public static Outcome Authenticate(IEnumerable<JsonObject> providers, ImmutableArray<KeyValuePair<string, string>> headers, DateTimeOffset now)
    {
        var payloads = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var left = headers;
        foreach (var provider in providers)
        {
            foreach (var location in provider["Locations"]!.AsArray().Select(l => l!["Header"]!))
            {
                var name = (string)location["Name"]!;
                if (Extract(headers, name, (string?)location["ValuePrefix"] ?? "") is not { } token || Verify(provider, token, now) is not { } claims)
                    continue;
                payloads[(string)provider["Name"]!] = claims;
                if ((bool?)location["Forward"] != true)
                    left = left.RemoveAll(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase));
            }
        }

        return new Outcome(payloads, left);
    }

    /// <summary>Several headers of one name are one, joined; the token begins at the first of its characters behind the prefix, wherever that is.</summary>
    private static string? Extract(ImmutableArray<KeyValuePair<string, string>> headers, string name, string prefix)
    {
        var values = headers.Where(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).ToArray();
        var value = string.Join(',', values);
        if (values.Length == 0 || prefix.Length == 0)
            return values.Length == 0 ? null : value;
        var at = value.IndexOf(prefix, StringComparison.Ordinal);
        return at < 0 ? null : string.Concat(value[(at + prefix.Length)..].SkipWhile(c => !IsTokenCharacter(c)).TakeWhile(IsTokenCharacter));
    }

    private static JsonObject? Verify(JsonObject provider, string token, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Json(parts[0]) is not { } header || Json(parts[1]) is not { } claims || Bytes(parts[2]) is not { } signature)
            return null;
        var signed = Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
        return Text(claims, "iss") == (string?)provider["Issuer"] && IsForAudience(provider, claims) && IsInTime(claims, now, (int)provider["ClockSkewSeconds"]!)
            && Keys(provider).Any(key => Fits(key, header) && IsSigned(key, signed, signature))
                ? claims
                : null;
    }

    private static bool IsForAudience(JsonObject provider, JsonObject claims)
    {
        var wanted = provider["Audiences"]!.AsArray().Select(a => (string?)a);
        var said = claims["aud"] is JsonArray list ? list.Select(a => a is JsonValue v && v.TryGetValue<string>(out var s) ? s : null) : [Text(claims, "aud")];
        return said.Intersect(wanted).Any();
    }

    /// <summary>Times that are no numbers make the token malformed; absent ones bound nothing.</summary>
    private static bool IsInTime(JsonObject claims, DateTimeOffset now, int skew)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000d;
        var times = new List<double?>();
        foreach (var name in (string[])["iat", "nbf", "exp"])
        {
            if (claims[name] is not { } said)
                times.Add(null);
            else if (said is JsonValue value && value.TryGetValue<double>(out var number) && number >= 0)
                times.Add(Math.Truncate(number));
            else
                return false;
        }

        return (times[1] is not { } begin || begin <= seconds + skew) && (times[2] is not { } end || seconds < end + skew);
    }

    private static JsonObject[] Keys(JsonObject provider) => Known.GetValue(provider, p =>
        [.. JsonNode.Parse(Convert.FromBase64String((string)p["JSONWebKeySet"]!["Local"]!["JWKS"]!))!["keys"]!.AsArray().Select(k => k!.AsObject())]);

    /// <summary>Each side may be silent on its key id; an algorithm that the key names is the only one.</summary>
    private static bool Fits(JsonObject key, JsonObject header) =>
        (Text(header, "kid") is not { } kid || Text(key, "kid") is not { } own || kid == own) && (Text(key, "alg") is not { } algorithm || algorithm == Text(header, "alg"));

    private static bool IsSigned(JsonObject key, byte[] text, byte[] signature)
    {
        if (Text(key, "kty") == "EC")
        {
            using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(Text(key, "x")!), Y = Bytes(Text(key, "y")!) } });
            return signature.Length == 64 && ec.VerifyData(text, signature, HashAlgorithmName.SHA256);
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(Text(key, "n")!), Exponent = Bytes(Text(key, "e")!) });
        return rsa.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static string? Text(JsonObject node, string name) => node[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject? Json(string part)
    {
        try
        {
            return Bytes(part) is { } bytes ? JsonNode.Parse(bytes) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Bytes(string part)
    {
        var text = part.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : null;
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    /// <param name="Payloads">Claims by the name of the provider that verified them.</param>
    /// <param name="Headers">What is left of them.</param>
    public sealed record Outcome(IReadOnlyDictionary<string, JsonObject> Payloads, ImmutableArray<KeyValuePair<string, string>> Headers);
}
