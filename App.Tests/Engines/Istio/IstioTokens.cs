using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>
/// What RequestAuthentication makes of a request, from Istio's reference and that of Envoy's JWT filter beneath it: no token passes, a bad
/// one is refused, a good one becomes claims and leaves the headers unless it is to be forwarded.
/// </summary>
internal static class IstioTokens
{
    private const int ClockSkewSeconds = 60;

    public static Outcome Authenticate(IEnumerable<YamlMappingNode> rules, ImmutableArray<KeyValuePair<string, string>> headers, DateTimeOffset now)
    {
        var found = rules.SelectMany(rule => Locations(rule).Select(l => (Rule: rule, l.Header, Token: Extract(headers, l.Header, l.Prefix))))
            .Where(f => f.Token is not null).ToArray();
        if (found.Length == 0)
            return new Outcome(IsRefused: false, null, headers);
        foreach (var (rule, header, token) in found)
        {
            if (Verify(rule, token!, now) is { } claims)
                return new Outcome(false, claims, rule.Text("forwardOriginalToken") == "true" ? headers : headers.RemoveAll(h => Same(h.Key, header)));
        }

        return new Outcome(IsRefused: true, null, headers);
    }

    private static (string Header, string Prefix)[] Locations(YamlMappingNode rule)
    {
        var named = rule.List("fromHeaders").OfType<YamlMappingNode>().Select(h => (h.Text("name")!, h.Text("prefix") ?? "")).ToArray();
        return named.Length > 0 ? named : [("Authorization", "Bearer ")];
    }

    /// <summary>Several headers of one name are one, joined; the token begins at the first of its characters behind the prefix, wherever that is.</summary>
    private static string? Extract(ImmutableArray<KeyValuePair<string, string>> headers, string name, string prefix)
    {
        var values = headers.Where(h => Same(h.Key, name)).Select(h => h.Value).ToArray();
        if (values.Length == 0)
            return null;
        var value = string.Join(',', values);
        if (prefix.Length == 0)
            return value;
        var at = value.IndexOf(prefix, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = value[(at + prefix.Length)..].SkipWhile(c => !IsTokenCharacter(c)).TakeWhile(IsTokenCharacter);
        return string.Concat(rest);
    }

    private static JsonObject? Verify(YamlMappingNode rule, string token, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Json(parts[0]) is not { } header || Json(parts[1]) is not { } claims || Bytes(parts[2]) is not { } signature)
            return null;
        return Text(claims, "iss") == rule.Text("issuer") && IsForAudience(rule, claims) && IsInTime(claims, now)
            && Keys(rule).Any(key => Fits(key, header) && IsSigned(key, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature))
                ? claims
                : null;
    }

    private static bool IsForAudience(YamlMappingNode rule, JsonObject claims)
    {
        if (rule.Texts("audiences") is not { Length: > 0 } wanted)
            return true;
        var said = claims["aud"] is JsonArray list ? list.Select(a => a is JsonValue v && v.TryGetValue<string>(out var s) ? s : null) : [Text(claims, "aud")];
        return said.Intersect(wanted).Any();
    }

    /// <summary>Times that are no numbers make the token malformed; absent ones bound nothing.</summary>
    private static bool IsInTime(JsonObject claims, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeMilliseconds() / 1000d;
        var times = new[] { "iat", "nbf", "exp" }.Select(name => claims[name] switch
        {
            null => (Ok: true, Value: (double?)null),
            JsonValue v when v.TryGetValue<double>(out var number) && number >= 0 => (true, Math.Truncate(number)),
            _ => (false, null),
        }).ToArray();
        return times.All(t => t.Ok) && (times[1].Value is not { } begin || begin <= seconds + ClockSkewSeconds) && (times[2].Value is not { } end || seconds < end + ClockSkewSeconds);
    }

    private static IEnumerable<JsonObject> Keys(YamlMappingNode rule) => JsonNode.Parse(rule.Text("jwks")!)!["keys"]!.AsArray().Select(k => k!.AsObject());

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

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <param name="IsRefused">A token was found and is none: 401.</param>
    /// <param name="Claims">Null without a token.</param>
    /// <param name="Headers">What is left of them.</param>
    public sealed record Outcome(bool IsRefused, JsonObject? Claims, ImmutableArray<KeyValuePair<string, string>> Headers);
}
