using System.Buffers;
using System.Text.Unicode;

namespace AccessConsole.Core.Evaluation;

/// <summary>
/// Whether a raw path is the one spelling that every engine and upstream read alike: no empty or dot segments, nothing escaped that may
/// stand raw, nothing that some engine treats specially, upper-case hex, and the escaped bytes well-formed UTF-8 without control characters.
/// </summary>
public static class CanonicalPath
{
    public const int MaxBytes = 2048;

    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~!$&'()*+,=:@-./");

    public static bool IsCanonical(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty || path[0] != '/' || path.Length > MaxBytes)
            return false;
        return HasCanonicalSegments(path) && HasCanonicalCharacters(path);
    }

    private static bool HasCanonicalSegments(ReadOnlySpan<char> path)
    {
        var rest = path[1..];
        while (true)
        {
            var slash = rest.IndexOf('/');
            var segment = slash < 0 ? rest : rest[..slash];
            if (segment is "." or "..")
                return false;
            // The last segment may be empty: "/" itself, or a trailing slash.
            if (slash < 0)
                return true;
            if (segment.IsEmpty)
                return false;
            rest = rest[(slash + 1)..];
        }
    }

    private static bool HasCanonicalCharacters(ReadOnlySpan<char> path)
    {
        if (!path.ContainsAnyExcept(Plain))
            return true;
        Span<byte> decoded = stackalloc byte[MaxBytes];
        var length = 0;
        for (var i = 0; i < path.Length; i++)
        {
            if (Plain.Contains(path[i]))
            {
                decoded[length++] = (byte)path[i];
                continue;
            }

            if (path[i] != '%' || i + 2 >= path.Length || !TryReadEscape(path[i + 1], path[i + 2], out decoded[length]))
                return false;
            length++;
            i += 2;
        }

        return Utf8.IsValid(decoded[..length]) && !HasC1Control(decoded[..length]);
    }

    /// <summary>Reads an escape of a byte that may only stand escaped: space, " &lt; &gt; [ ] ^ ` { | } and everything from 0x80 on.</summary>
    private static bool TryReadEscape(char high, char low, out byte value)
    {
        value = 0;
        if (UpperHex(high) is not { } h || UpperHex(low) is not { } l)
            return false;
        value = (byte)((h << 4) | l);
        return value is 0x20 or 0x22 or 0x3C or 0x3E or 0x5B or 0x5D or 0x5E or 0x60 or 0x7B or 0x7C or 0x7D or >= 0x80;
    }

    private static int? UpperHex(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => null,
    };

    /// <summary>U+0080 to U+009F, which in UTF-8 are 0xC2 followed by 0x80 to 0x9F.</summary>
    private static bool HasC1Control(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i + 1 < utf8.Length; i++)
        {
            if (utf8[i] == 0xC2 && utf8[i + 1] <= 0x9F)
                return true;
        }

        return false;
    }
}
