using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Core.Bundles;

/// <summary>The live signing keys, as the offline root key vouches for them; what <c>GET /v1/keys</c> serves.</summary>
/// <param name="Keys">Oldest first; never the root.</param>
/// <param name="Version">Grows with each list; a puller never goes back.</param>
/// <param name="Expires">From when the list is no longer accepted; whole seconds.</param>
public sealed record KeyList(ImmutableArray<VerificationKey> Keys, long Version, DateTimeOffset Expires)
{
    private const string Type = "access-keys+jws";

    /// <summary>Keys that are some environments' own, by their ids; every other key signs for the environments that no key is for.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Environments { get; init; } = NoEnvironments;

    public static ImmutableSortedDictionary<string, ImmutableArray<string>> NoEnvironments { get; } = ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>The keys whose signatures count for an environment's bundles: its own where it has any, so that a key of another environment is of no use there.</summary>
    public ImmutableArray<VerificationKey> For(string environment)
    {
        ImmutableArray<VerificationKey> own = [.. Keys.Where(key => Environments.TryGetValue(key.KeyId, out var named) && named.Contains(environment))];
        return own.IsEmpty ? [.. Keys.Where(key => !Environments.ContainsKey(key.KeyId))] : own;
    }

    /// <summary>The document <c>{"keys":[JWK…],"list":"&lt;JWS by the root key&gt;"}</c>.</summary>
    /// <exception cref="ArgumentException">The list has no key that is for every environment, names a key twice, or the root among the signing keys.</exception>
    public static async ValueTask<byte[]> SignAsync(KeyList list, ISigner root, CancellationToken cancellationToken)
    {
        var (keys, version, expires) = list;
        if (keys.DistinctBy(key => key.KeyId).Count() != keys.Length || keys.Any(key => key.KeyId == root.KeyId))
            throw new ArgumentException("a key list names each key once, and never the root key", nameof(list));
        if (keys.All(key => list.Environments.ContainsKey(key.KeyId)))
            throw new ArgumentException("a key list names one key or more that no environment has for itself: the others are signed by it", nameof(list));
        var payload = new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Select(key => JsonValue.Create(key.KeyId))]),
            ["version"] = version,
            ["expires"] = Rfc3339.Write(expires),
        };
        if (!list.Environments.IsEmpty)
            payload["environments"] = new JsonObject(list.Environments.Select(own => KeyValuePair.Create<string, JsonNode?>(own.Key, new JsonArray([.. own.Value.Select(name => JsonValue.Create(name))]))));
        return CanonicalJson.Of(new JsonObject
        {
            ["keys"] = new JsonArray([.. keys.Select(ToJwk)]),
            ["list"] = await Jws.SignAsync(Type, payload, root, cancellationToken),
        });
    }

    /// <summary>Accepts a list that the root signed, that is in time, and no older than <paramref name="lowestVersion"/>.</summary>
    public static Verification<KeyList> Verify(ReadOnlyMemory<byte> json, VerificationKey root, DateTimeOffset now, long lowestVersion)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var signed = Jws.Verify(document.RootElement.GetProperty("list").GetString() ?? "", Type, [root]);
            if (!signed.IsVerified)
                return new(signed.Refusal);
            var list = Read(document.RootElement.GetProperty("keys"), signed.Value.Content);
            return Check(list, root, now, lowestVersion) is { } refusal ? new(refusal) : new(list);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new(new Refusal(RefusalKind.Malformed, "the key list is not the document that `accessctl keys list` makes"));
        }
    }

    private static Refusal? Check(KeyList list, VerificationKey root, DateTimeOffset now, long lowestVersion)
    {
        if (list.Keys.Any(key => key.KeyId == root.KeyId))
            return new Refusal(RefusalKind.Malformed, "the key list names the root key, which signs no bundles");
        if (list.Version < lowestVersion)
            return new Refusal(RefusalKind.Older, $"the key list has version {list.Version}; {lowestVersion} was already accepted");
        return now < list.Expires ? null : new Refusal(RefusalKind.Expired, $"the key list expired at {Rfc3339.Write(list.Expires)}");
    }

    /// <summary>Joins the ids that were signed with the keys that came along: a key counts only by its own thumbprint.</summary>
    private static KeyList Read(JsonElement keys, JsonElement signed)
    {
        var offered = keys.EnumerateArray().Select(FromJwk).ToList();
        var ids = signed.GetProperty("keys").EnumerateArray().Select(id => id.GetString());
        var list = new KeyList([.. offered], signed.GetProperty("version").GetInt64(), Rfc3339.Read(signed.GetProperty("expires").GetString())) { Environments = ReadEnvironments(signed) };
        return ids.SequenceEqual(offered.Select(key => key.KeyId)) && list.Environments.Keys.All(id => offered.Exists(key => key.KeyId == id)) ? list : throw new FormatException();
    }

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> ReadEnvironments(JsonElement signed) => signed.TryGetProperty("environments", out var own)
        ? own.EnumerateObject().ToImmutableSortedDictionary(key => key.Name, key => key.Value.EnumerateArray().Select(name => name.GetString() ?? throw new FormatException()).ToImmutableArray(), StringComparer.Ordinal)
        : NoEnvironments;

    private static JsonObject ToJwk(VerificationKey key) => new()
    {
        ["kty"] = "EC",
        ["crv"] = "P-256",
        ["x"] = key.X,
        ["y"] = key.Y,
        ["kid"] = key.KeyId,
        ["alg"] = "ES256",
        ["use"] = "sig",
    };

    private static VerificationKey FromJwk(JsonElement jwk) =>
        VerificationKey.FromCoordinates(jwk.GetProperty("x").GetString() ?? "", jwk.GetProperty("y").GetString() ?? "");
}
