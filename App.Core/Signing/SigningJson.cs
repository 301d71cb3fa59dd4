using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Signing;

/// <summary>What requests and states share, as JSON. Reading throws what JSON throws where a member is missing or of another type.</summary>
public static class SigningJson
{
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(JsonElement text) => text.GetDateTimeOffset().ToUniversalTime();

    public static JsonObject IssuerKeys(ImmutableSortedDictionary<string, JwkSet> keys) =>
        new(keys.Select(set => KeyValuePair.Create<string, JsonNode?>(set.Key, new JsonArray([.. set.Value.Keys.Select(Key)]))));

    public static ImmutableSortedDictionary<string, JwkSet> IssuerKeys(JsonElement keys) => keys.EnumerateObject().ToImmutableSortedDictionary(
        set => set.Name, set => new JwkSet { Keys = set.Value.EnumerateArray().Select(Key).ToValueList() }, StringComparer.Ordinal);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    public static IEnumerable<string> Texts(JsonElement texts) => texts.EnumerateArray().Select(text => text.GetString() ?? throw new FormatException("a list holds null"));

    /// <exception cref="FormatException">It is not what <see cref="BundleScope.ToString"/> writes.</exception>
    public static BundleScope Scope(string text) => text.Split('/') is [{ Length: > 0 } environment, var target, { Length: > 0 } service] && Targets.Find(target) is { } known
        ? new BundleScope(environment, known, service == "*" ? null : service)
        : throw new FormatException($"`{text}` is no scope of a bundle");

    private static JsonObject Key(Jwk key) => new()
    {
        ["kty"] = key.Kty,
        ["kid"] = key.Kid,
        ["alg"] = key.Alg,
        ["use"] = key.Use,
        ["n"] = key.N,
        ["e"] = key.E,
        ["crv"] = key.Crv,
        ["x"] = key.X,
        ["y"] = key.Y,
    };

    private static Jwk Key(JsonElement key) => new()
    {
        Kty = key.GetProperty("kty").GetString() ?? throw new FormatException("a key has no `kty`"),
        Kid = key.GetProperty("kid").GetString(),
        Alg = key.GetProperty("alg").GetString(),
        Use = key.GetProperty("use").GetString(),
        N = key.GetProperty("n").GetString(),
        E = key.GetProperty("e").GetString(),
        Crv = key.GetProperty("crv").GetString(),
        X = key.GetProperty("x").GetString(),
        Y = key.GetProperty("y").GetString(),
    };
}
