using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AccessConsole.Core.Auditing;

/// <summary>The one byte form of an audit event: what is hashed, proved and exported. The README beside this file defines it.</summary>
public static class AuditEncoding
{
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private const byte LeafPrefix = 0;

    /// <param name="sequence">The event's place in the log, from 0.</param>
    public static byte[] Encode(long sequence, AuditEvent auditEvent)
    {
        var text = new StringBuilder(256);
        text.Append("{\"sequence\":").Append(sequence.ToString(CultureInfo.InvariantCulture));
        AppendMember(text, "at", auditEvent.At.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture));
        text.Append(",\"actor\":{");
        AppendActor(text, auditEvent.Actor);
        text.Append('}');
        AppendMember(text, "action", auditEvent.Action);
        AppendMember(text, "subject", auditEvent.Subject);
        text.Append(",\"details\":{");
        AppendDetails(text, auditEvent.Details);
        return Encoding.UTF8.GetBytes(text.Append("}}").ToString());
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not a canonical event.</exception>
    public static (long Sequence, AuditEvent Event) Decode(ReadOnlyMemory<byte> canonical)
    {
        using var document = JsonDocument.Parse(canonical);
        var root = document.RootElement;
        var details = root.GetProperty("details").EnumerateObject().ToDictionary(d => d.Name, d => d.Value.GetString(), StringComparer.Ordinal);
        return (root.GetProperty("sequence").GetInt64(), new AuditEvent(
            root.GetProperty("at").GetDateTimeOffset(),
            ReadActor(root.GetProperty("actor")),
            root.GetProperty("action").GetString()!,
            root.GetProperty("subject").GetString()!,
            details));
    }

    /// <summary>Reads what may have been changed beside the console.</summary>
    /// <returns>Null where the bytes are not a canonical event.</returns>
    public static (long Sequence, AuditEvent Event)? TryDecode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Decode(bytes);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The event's leaf in the Merkle tree: SHA-256(0x00 ‖ canonical), as in RFC 6962, section 2.1.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> canonical) => SHA256.HashData([LeafPrefix, .. canonical]);

    private static void AppendActor(StringBuilder text, Actor actor)
    {
        text.Append("\"kind\":\"").Append(actor.Kind).Append('"');
        AppendMember(text, "issuer", actor.Issuer);
        AppendMember(text, "subject", actor.Subject);
        AppendMember(text, "name", actor.Name);
        AppendMember(text, "token", actor.TokenId?.ToString());
    }

    private static Actor ReadActor(JsonElement actor) => new(
        Enum.Parse<ActorKind>(actor.GetProperty("kind").GetString()!),
        actor.GetProperty("issuer").GetString()!,
        actor.GetProperty("subject").GetString()!,
        actor.GetProperty("name").GetString()!,
        actor.GetProperty("token").GetString() is { } token ? Guid.Parse(token) : null);

    private static void AppendDetails(StringBuilder text, IReadOnlyDictionary<string, string?> details)
    {
        var separator = "";
        foreach (var (name, value) in details.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            AppendString(text, name);
            text.Append(':');
            AppendString(text, value);
            separator = ",";
        }
    }

    private static void AppendMember(StringBuilder text, string name, string? value)
    {
        text.Append(",\"").Append(name).Append("\":");
        AppendString(text, value);
    }

    /// <summary>Strings as in RFC 8785: only what JSON demands is escaped; whatever is no Unicode text becomes U+FFFD.</summary>
    private static void AppendString(StringBuilder text, string? value)
    {
        if (value is null)
        {
            text.Append("null");
            return;
        }

        text.Append('"');
        foreach (var rune in value.EnumerateRunes())
            AppendRune(text, rune);
        text.Append('"');
    }

    private static void AppendRune(StringBuilder text, Rune rune) => _ = rune.Value switch
    {
        '"' => text.Append("\\\""),
        '\\' => text.Append("\\\\"),
        '\b' => text.Append("\\b"),
        '\t' => text.Append("\\t"),
        '\n' => text.Append("\\n"),
        '\f' => text.Append("\\f"),
        '\r' => text.Append("\\r"),
        < 0x20 => text.Append("\\u").Append(rune.Value.ToString("x4", CultureInfo.InvariantCulture)),
        _ => text.Append(rune.ToString()),
    };
}
