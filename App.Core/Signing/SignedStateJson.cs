using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Signing;

/// <summary>A state as the signer keeps it, and without archives as a console exports it for a signer to begin with.</summary>
public static class SignedStateJson
{
    public static byte[] Write(SignedState state) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["revision"] = state.Revision,
        ["policyRevision"] = state.PolicyRevision,
        ["policyDigest"] = state.PolicyDigest,
        ["effectiveAt"] = SigningJson.Instant(state.Input.EffectiveAt),
        ["issuerKeys"] = SigningJson.IssuerKeys(state.Input.IssuerKeys),
        ["scopes"] = new JsonObject(state.Scopes.Select(scope => KeyValuePair.Create<string, JsonNode?>(scope.Key.ToString(), Write(scope.Value)))),
        ["request"] = state.Request,
        ["chain"] = state.Chain,
        ["document"] = JsonNode.Parse(PolicyPrinter.ToJson(state.Input.Policy.ToDocument())),
    });

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes.</exception>
    public static SignedState Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 128 });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new FormatException("it lacks a member or has one of another type", e);
        }
    }

    private static JsonObject Write(SignedScope scope) => new()
    {
        ["content"] = scope.ContentDigest,
        ["archive"] = scope.ArchiveDigest,
        ["keys"] = new JsonObject(scope.ByKey.Select(key => KeyValuePair.Create<string, JsonNode?>(key.Key, JsonValue.Create(key.Value)))),
    };

    private static SignedState Read(JsonElement json)
    {
        var reading = PolicyReader.Read(JsonSerializer.SerializeToUtf8Bytes(json.GetProperty("document")), DocumentFormat.Json);
        if (reading.Problems.FirstOrDefault(p => p.Severity == Severity.Error) is { } problem)
            throw new FormatException($"its document cannot be read: {problem.Message}");
        var policy = PolicySet.Of(reading.Document);
        return new SignedState(
            json.GetProperty("revision").GetInt32(),
            json.GetProperty("policyRevision").GetInt32(),
            Text(json.GetProperty("policyDigest")),
            new CompilationInput(policy, IssuerKeyRules.Used(policy, SigningJson.IssuerKeys(json.GetProperty("issuerKeys"))), SigningJson.Instant(json.GetProperty("effectiveAt"))),
            json.GetProperty("scopes").EnumerateObject().ToImmutableSortedDictionary(scope => SigningJson.Scope(scope.Name), scope => ReadScope(scope.Value)),
            Text(json.GetProperty("request")),
            Text(json.GetProperty("chain")));
    }

    private static SignedScope ReadScope(JsonElement scope) => new(
        Text(scope.GetProperty("content")),
        Text(scope.GetProperty("archive")),
        scope.GetProperty("keys").EnumerateObject().ToImmutableSortedDictionary(key => key.Name, key => Text(key.Value), StringComparer.Ordinal));

    private static string Text(JsonElement text) => text.GetString() ?? throw new FormatException("a member is null that is a text");
}
