using System.Buffers;
using System.Text.Json;
using AccessConsole.Core.Signing;

namespace AccessConsole.Signer;

/// <summary>The signer's answer as it travels, and as it is kept to be given again.</summary>
internal static class SigningAnswerJson
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<SignedArchive> archives)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartArray();
        foreach (var archive in archives)
        {
            writer.WriteStartObject();
            writer.WriteString("scope", archive.Scope.ToString());
            writer.WriteString("keyId", archive.KeyId);
            writer.WriteString("content", archive.ContentDigest);
            writer.WriteBoolean("tombstone", archive.IsTombstone);
            writer.WriteBase64String("archive", archive.Archive.Span);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <exception cref="FormatException">It is not what <see cref="Write"/> writes.</exception>
    public static IReadOnlyList<SignedArchive> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("the signer's answer is not one: console and signer must be of the same version", e);
        }
    }

    private static SignedArchive Read(JsonElement json)
    {
        var archive = json.GetProperty("archive").GetBytesFromBase64();
        return new SignedArchive(
            SigningJson.Scope(json.GetProperty("scope").GetString()!), json.GetProperty("keyId").GetString()!, json.GetProperty("content").GetString()!,
            json.GetProperty("tombstone").GetBoolean(), System.Security.Cryptography.SHA256.HashData(archive), archive);
    }
}
