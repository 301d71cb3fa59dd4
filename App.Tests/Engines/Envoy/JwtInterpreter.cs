using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// The token filter as Envoy's documentation and source describe it, with what they are lenient in: a token is found behind the prefix wherever that
/// stands, an audience may be one of a list, a token without key id is tried with every key, and what asks for no token at all takes one
/// for another audience.
/// </summary>
internal sealed class JwtInterpreter(JsonElement configuration)
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private enum Status
    {
        Ok,
        Missed,
        UnknownIssuer,
        Failed,
    }

    /// <returns>Whether the request goes on.</returns>
    public bool Verify(string requirementName, FilterState state)
    {
        var requirements = configuration.GetProperty("requirement_map").GetProperty(requirementName).GetProperty("requires_any").GetProperty("requirements");
        var final = Status.Missed;
        var allowsMissing = false;
        var allowsFailed = false;
        foreach (var requirement in requirements.EnumerateArray().Select(r => r.EnumerateObject().Single()))
        {
            allowsFailed |= requirement.Name == "allow_missing_or_failed";
            allowsMissing |= requirement.Name == "allow_missing";
            if (requirement.Name is "allow_missing_or_failed" or "allow_missing")
                continue;
            var wanted = requirement.Value;
            var status = Verify(wanted.GetProperty("provider_name").GetString()!, [.. wanted.GetProperty("audiences").EnumerateArray().Select(a => a.GetString()!)], state);
            if (status == Status.Ok)
                return true;
            if (status == Status.Failed || final == Status.Missed)
                final = status;
        }

        if (final == Status.Missed)
            return allowsMissing || allowsFailed;
        // What allows a missing token verifies one that is there, of any provider and without asking for an audience.
        return configuration.GetProperty("providers").EnumerateObject().Any(p => Verify(p.Name, null, state) == Status.Ok) || allowsFailed;
    }

    private Status Verify(string providerName, string[]? audiences, FilterState state)
    {
        var provider = configuration.GetProperty("providers").GetProperty(providerName);
        foreach (var claim in provider.GetProperty("claim_to_headers").EnumerateArray())
            state.Remove(claim.GetProperty("header_name").GetString()!);
        var tokens = provider.GetProperty("from_headers").EnumerateArray().SelectMany(from => Extract(from, state)).ToArray();
        if (tokens.Length == 0)
            return Status.Missed;
        foreach (var token in tokens)
        {
            if (Check(token, provider, audiences, state.Request.Time, out var header, out var payload) is not Status.Ok and var failure)
                return failure;
            Leave(provider, header, payload, state);
        }

        return Status.Ok;
    }

    private static IEnumerable<string> Extract(JsonElement from, FilterState state)
    {
        foreach (var value in state.Values(from.GetProperty("name").GetString()!))
        {
            if (!from.TryGetProperty("value_prefix", out var prefix))
            {
                yield return value;
                continue;
            }

            var at = value.IndexOf(prefix.GetString()!, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var rest = value[(at + prefix.GetString()!.Length)..];
            var start = rest.AsSpan().IndexOfAny(Alphabet);
            yield return start < 0 ? value : rest[start..];
        }
    }

    private static Status Check(string token, JsonElement provider, string[]? audiences, DateTimeOffset now, out JsonElement header, out JsonElement payload)
    {
        (header, payload) = (default, default);
        var parts = token.Split('.');
        if (parts.Length != 3 || Object(parts[0]) is not { } readHeader || Object(parts[1]) is not { } readPayload)
            return Status.Failed;
        (header, payload) = (readHeader, readPayload);
        if (!payload.TryGetProperty("iss", out var issuer) || issuer.ValueKind != JsonValueKind.String || issuer.GetString() != provider.GetProperty("issuer").GetString())
            return Status.UnknownIssuer;
        return IsInTime(payload, now) && (audiences is null || Audiences(payload).Intersect(audiences).Any()) && IsSigned(parts, header, provider) ? Status.Ok : Status.Failed;
    }

    /// <summary>The header's name and the claims' text, where they have one; numbers lose that they are numbers.</summary>
    private static void Leave(JsonElement provider, JsonElement header, JsonElement payload, FilterState state)
    {
        foreach (var claim in provider.GetProperty("claim_to_headers").EnumerateArray())
        {
            if (payload.TryGetProperty(claim.GetProperty("claim_name").GetString()!, out var value)
                && value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && value.ToString() is { Length: > 0 } text)
                state.Add(claim.GetProperty("header_name").GetString()!, text);
        }

        state.Metadata["envoy.filters.http.jwt_authn"] = new(StringComparer.Ordinal)
        {
            [provider.GetProperty("payload_in_metadata").GetString()!] = payload,
            [provider.GetProperty("header_in_metadata").GetString()!] = header,
        };
    }

    private static bool IsInTime(JsonElement payload, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        if (!payload.TryGetProperty("exp", out var expires) || expires.ValueKind != JsonValueKind.Number || expires.GetDouble() + 60 < seconds)
            return false;
        return !payload.TryGetProperty("nbf", out var begins) || begins.ValueKind != JsonValueKind.Number || begins.GetDouble() <= seconds + 60;
    }

    private static IEnumerable<string> Audiences(JsonElement payload)
    {
        if (!payload.TryGetProperty("aud", out var audience))
            return [];
        return audience.ValueKind switch
        {
            JsonValueKind.String => [audience.GetString()!],
            JsonValueKind.Array => [.. audience.EnumerateArray().Where(a => a.ValueKind == JsonValueKind.String).Select(a => a.GetString()!)],
            _ => [],
        };
    }

    private static bool IsSigned(string[] parts, JsonElement header, JsonElement provider)
    {
        using var keys = JsonDocument.Parse(provider.GetProperty("local_jwks").GetProperty("inline_string").GetString()!);
        var algorithm = Text(header, "alg");
        var keyId = Text(header, "kid");
        return Bytes(parts[2]) is { } signature && keys.RootElement.GetProperty("keys").EnumerateArray().Any(key =>
            (keyId is null || Text(key, "kid") == keyId) && Text(key, "alg") == algorithm && IsSigned(key, algorithm!, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature));
    }

    private static bool IsSigned(JsonElement key, string algorithm, byte[] data, byte[] signature)
    {
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            using var curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(Text(key, "x")!), Y = Bytes(Text(key, "y")!) } });
            return curve.VerifyData(data, signature, hash);
        }

        using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(Text(key, "n")!), Exponent = Bytes(Text(key, "e")!) });
        return rsa.VerifyData(data, signature, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>With padding or without, whatever the last bits are.</summary>
    private static byte[]? Bytes(string text)
    {
        var plain = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[plain.Length];
        return Convert.TryFromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='), bytes, out var written) ? bytes[..written] : null;
    }

    private static JsonElement? Object(string segment)
    {
        if (Bytes(segment) is not { } bytes)
            return null;
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
