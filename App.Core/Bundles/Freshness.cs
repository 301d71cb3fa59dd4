using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>The console's word that an archive was the newest of its scope at an instant; re-signed hourly.</summary>
/// <param name="BundleDigest"><c>sha256:&lt;hex&gt;</c> of the archive as served.</param>
/// <param name="Revision">The policy's current revision; the archive's own may be lower.</param>
/// <param name="Sequence">Grows with each signing in the scope.</param>
/// <param name="IssuedAt">Whole seconds, as <paramref name="NotAfter"/>.</param>
/// <param name="NotAfter">From when it no longer says anything: a bundle in force is then stale.</param>
/// <param name="Checkpoint">The newest audit checkpoint; null before there is one.</param>
public sealed record Freshness(
    BundleScope Scope, string BundleDigest, int Revision, long Sequence, DateTimeOffset IssuedAt, DateTimeOffset NotAfter, string? Checkpoint = null)
{
    private const string Type = "access-freshness+jws";

    /// <summary>A compact JWS by a live signing key.</summary>
    public ValueTask<string> SignAsync(ISigner signer, CancellationToken cancellationToken) => Jws.SignAsync(Type, new JsonObject
    {
        ["scope"] = Scope.ToString(),
        ["bundle"] = BundleDigest,
        ["revision"] = Revision,
        ["sequence"] = Sequence,
        ["issuedAt"] = Rfc3339.Write(IssuedAt),
        ["notAfter"] = Rfc3339.Write(NotAfter),
        ["checkpoint"] = Checkpoint,
    }, signer, cancellationToken);

    /// <summary>Accepts what one of the keys signed for the scope and what is still in time.</summary>
    public static Verification<Freshness> Verify(string jws, IReadOnlyCollection<VerificationKey> keys, BundleScope expected, DateTimeOffset now)
    {
        try
        {
            var signed = Jws.Verify(jws, Type, keys);
            return signed.IsVerified ? Check(signed.Value.Content, expected, now) : new(signed.Refusal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new(new Refusal(RefusalKind.Malformed, "the freshness lacks a member or has one of another type"));
        }
    }

    private static Verification<Freshness> Check(JsonElement content, BundleScope expected, DateTimeOffset now)
    {
        var scope = content.GetProperty("scope").GetString();
        if (scope != expected.ToString())
            return new(new Refusal(RefusalKind.Scope, $"the freshness is for `{scope}`; `{expected}` was expected"));
        var freshness = new Freshness(
            expected,
            content.GetProperty("bundle").GetString() ?? throw new FormatException(),
            content.GetProperty("revision").GetInt32(),
            content.GetProperty("sequence").GetInt64(),
            Rfc3339.Read(content.GetProperty("issuedAt").GetString()),
            Rfc3339.Read(content.GetProperty("notAfter").GetString()),
            content.GetProperty("checkpoint").GetString());
        return now < freshness.NotAfter
            ? new(freshness)
            : new(new Refusal(RefusalKind.Expired, $"the freshness ended at {Rfc3339.Write(freshness.NotAfter)}"));
    }
}
