using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Signing;

/// <summary>A state as the signer keeps it, and without archives as a console exports it for a signer to begin with.</summary>
public static class SignedStateJson
{
    public static ReadOnlyMemory<byte> Write(SignedState state)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteNumber("revision", state.Revision);
        writer.WriteNumber("policyRevision", state.PolicyRevision);
        writer.WriteString("policyDigest", state.PolicyDigest);
        writer.WriteString("effectiveAt", SigningJson.Instant(state.Input.EffectiveAt));
        writer.WritePropertyName("issuerKeys");
        SigningJson.IssuerKeys(state.Input.IssuerKeys).WriteTo(writer);
        writer.WriteStartObject("scopes");
        foreach (var (scope, archives) in state.Scopes)
            Write(writer, scope, archives);
        writer.WriteEndObject();
        writer.WriteString("request", state.Request);
        writer.WriteString("chain", state.Chain);
        // Megabytes at a large organisation, which are written at each publish: they are printed once and not read again.
        writer.WritePropertyName("document");
        writer.WriteRawValue(JsonPrinter.Print(DocumentShape.Write(state.Input.Policy.ToDocument()), indented: false), skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

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

    private static void Write(Utf8JsonWriter writer, BundleScope scope, SignedScope archives)
    {
        writer.WriteStartObject(scope.ToString());
        writer.WriteString("content", archives.ContentDigest);
        writer.WriteString("archive", archives.ArchiveDigest);
        writer.WriteStartObject("keys");
        foreach (var (key, digest) in archives.ByKey)
            writer.WriteString(key, digest);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

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
