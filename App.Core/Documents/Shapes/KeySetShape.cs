using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>An inline JWK Set: public keys and nothing that must stay secret.</summary>
internal static class KeySetShape
{
    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"];

    // Members that issuers publish beside the key; certificates in keys are never trusted, so they are not kept.
    private static readonly string[] IgnoredMembers = ["x5c", "x5t", "x5t#S256", "x5u", "key_ops", "nbf", "exp", "iat"];

    private static readonly Jwk Unreadable = new() { Kty = "" };

    public static JwkSet Read(ObjectReader reader) => new()
    {
        Keys = reader.Required("keys")?.List(item => item.Object()?.Whole(ReadKey), Unreadable, mayBeEmpty: true) ?? [],
    };

    public static void Write(ObjectWriter writer, JwkSet keys) =>
        writer.List("keys", keys.Keys, key => ObjectWriter.Object(key, WriteKey), evenIfEmpty: true);

    private static Jwk ReadKey(ObjectReader reader)
    {
        foreach (var name in PrivateMembers)
            reader.Optional(name)?.Error(DiagnosticCodes.KeyPrivate, $"`{name}` belongs to a private key: replace the key, and give its public members only");
        reader.Optional("k")?.Error(DiagnosticCodes.KeySymmetric, "symmetric keys are refused: whoever can verify with one can also forge");
        foreach (var name in IgnoredMembers)
            reader.Optional(name);
        return new Jwk
        {
            Kty = reader.Text("kty"),
            Kid = reader.OptionalText("kid"),
            Alg = reader.OptionalText("alg"),
            Use = reader.OptionalText("use"),
            N = reader.OptionalText("n"),
            E = reader.OptionalText("e"),
            Crv = reader.OptionalText("crv"),
            X = reader.OptionalText("x"),
            Y = reader.OptionalText("y"),
        };
    }

    private static void WriteKey(ObjectWriter writer, Jwk key)
    {
        writer.Text("kty", key.Kty);
        writer.Text("kid", key.Kid);
        writer.Text("alg", key.Alg);
        writer.Text("use", key.Use);
        writer.Text("n", key.N);
        writer.Text("e", key.E);
        writer.Text("crv", key.Crv);
        writer.Text("x", key.X);
        writer.Text("y", key.Y);
    }
}
