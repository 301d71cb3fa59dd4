using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Signing;

/// <summary>Requests as they travel. Equal requests are equal bytes, by which the signer knows one that it answered before.</summary>
public static class SigningRequestJson
{
    public static byte[] Write(SigningRequest request) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["kind"] = request.Kind.ToString(),
        ["baseRevision"] = request.BaseRevision,
        ["baseDigest"] = request.BaseDigest,
        ["revision"] = request.Revision,
        ["reviewedAt"] = SigningJson.Instant(request.ReviewedAt),
        ["effectiveAt"] = SigningJson.Instant(request.EffectiveAt),
        ["patch"] = JsonNode.Parse(PatchJson.Write(request.Patch)),
        ["newIds"] = SigningJson.Texts(request.NewIds.Select(id => id.ToString())),
        ["issuerKeys"] = SigningJson.IssuerKeys(request.IssuerKeys),
        ["authors"] = new JsonArray([.. request.Authors.Select(author => new JsonObject { ["issuer"] = author.Issuer, ["subject"] = author.Subject })]),
        ["approvals"] = SigningJson.Texts(request.Approvals),
        ["scopes"] = SigningJson.Texts(request.Scopes.Select(scope => scope.ToString())),
    });

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes; the message shows nothing of it.</exception>
    public static SigningRequest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 128 });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new FormatException("the request lacks a member or has one of another type: console and signer must be of the same version", e);
        }
    }

    private static SigningRequest Read(JsonElement json) => new()
    {
        Kind = Enum.TryParse<SigningKind>(json.GetProperty("kind").GetString(), out var kind) && Enum.IsDefined(kind) ? kind : throw new FormatException("the request is of a kind that this signer does not know"),
        BaseRevision = json.GetProperty("baseRevision").GetInt32(),
        BaseDigest = json.GetProperty("baseDigest").GetString() ?? throw new FormatException("the request names no digest of its base"),
        Revision = json.GetProperty("revision").GetInt32(),
        ReviewedAt = SigningJson.Instant(json.GetProperty("reviewedAt")),
        EffectiveAt = SigningJson.Instant(json.GetProperty("effectiveAt")),
        Patch = PatchJson.Read(JsonSerializer.SerializeToUtf8Bytes(json.GetProperty("patch"))),
        NewIds = json.GetProperty("newIds").EnumerateArray().Select(id => id.GetGuid()).ToValueList(),
        IssuerKeys = SigningJson.IssuerKeys(json.GetProperty("issuerKeys")),
        Authors = json.GetProperty("authors").EnumerateArray().Select(author => new PersonId(author.GetProperty("issuer").GetString()!, author.GetProperty("subject").GetString()!)).ToValueList(),
        Approvals = SigningJson.Texts(json.GetProperty("approvals")).ToValueList(),
        Scopes = SigningJson.Texts(json.GetProperty("scopes")).Select(SigningJson.Scope).ToValueList(),
    };
}
