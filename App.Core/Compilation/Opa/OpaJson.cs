using System.Buffers;
using System.Globalization;
using System.Text;

namespace AccessConsole.Core.Compilation.Opa;

/// <summary>
/// Writes JSON in the one form over which OPA hashes <c>data.json</c>: no white space, nothing escaped that need not be, integers only.
/// So the hash of the file is the hash that OPA computes. Whoever writes an object writes its members in <see cref="KeyOrder"/>.
/// </summary>
public sealed class OpaJson
{
    private const string HexDigits = "0123456789abcdef";

    /// <summary>Everything that Go's JSON encoder escapes when it is told not to escape HTML.</summary>
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create("\"\\\u2028\u2029" + string.Concat(Enumerable.Range(0, 0x20).Select(c => (char)c)));

    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private bool needsComma;

    /// <summary>By UTF-8 bytes, which is by code points: not the order of UTF-16 where surrogates meet U+E000 and above.</summary>
    public static IComparer<string> KeyOrder { get; } = Comparer<string>.Create(CompareCodePoints);

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    public OpaJson BeginObject() => Begin((byte)'{');

    public OpaJson EndObject() => End((byte)'}');

    public OpaJson BeginArray() => Begin((byte)'[');

    public OpaJson EndArray() => End((byte)']');

    public OpaJson Name(string name)
    {
        Text(name);
        Append((byte)':');
        needsComma = false;
        return this;
    }

    public OpaJson Text(string text)
    {
        BeginValue();
        Append((byte)'"');
        if (text.AsSpan().ContainsAny(Escaped))
            AppendEscaped(text);
        else
            Encoding.UTF8.GetBytes(text, buffer);
        Append((byte)'"');
        return this;
    }

    public OpaJson Integer(Int128 value) => Literal(value.ToString(CultureInfo.InvariantCulture));

    public OpaJson Flag(bool value) => Literal(value ? "true" : "false");

    public OpaJson Null() => Literal("null");

    /// <param name="json">A value in this form.</param>
    public OpaJson Value(ReadOnlySpan<byte> json)
    {
        BeginValue();
        buffer.Write(json);
        return this;
    }

    public OpaJson Texts(IEnumerable<string> texts)
    {
        BeginArray();
        foreach (var text in texts)
            Text(text);
        return EndArray();
    }

    /// <summary>An object with a member for each entry, whatever order the entries come in.</summary>
    public OpaJson Map<T>(IEnumerable<KeyValuePair<string, T>> entries, Action<T> writeValue)
    {
        BeginObject();
        foreach (var (name, value) in entries.OrderBy(e => e.Key, KeyOrder))
        {
            Name(name);
            writeValue(value);
        }

        return EndObject();
    }

    private OpaJson Begin(byte bracket)
    {
        BeginValue();
        Append(bracket);
        needsComma = false;
        return this;
    }

    private OpaJson End(byte bracket)
    {
        Append(bracket);
        needsComma = true;
        return this;
    }

    private OpaJson Literal(string text)
    {
        BeginValue();
        Encoding.ASCII.GetBytes(text, buffer);
        return this;
    }

    private void BeginValue()
    {
        if (needsComma)
            Append((byte)',');
        needsComma = true;
    }

    private void AppendEscaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => escaped.Append('\\').Append(c),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                '\b' => escaped.Append(@"\b"),
                '\f' => escaped.Append(@"\f"),
                < ' ' => escaped.Append(@"\u00").Append(HexDigits[c >> 4]).Append(HexDigits[c & 0xF]),
                '\u2028' => escaped.Append(@"\u2028"),
                '\u2029' => escaped.Append(@"\u2029"),
                _ => escaped.Append(c),
            };
        }

        Encoding.UTF8.GetBytes(escaped.ToString(), buffer);
    }

    private void Append(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    private static int CompareCodePoints(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        return common == left.Length || common == right.Length
            ? left.Length.CompareTo(right.Length)
            : Rank(left[common]).CompareTo(Rank(right[common]));
    }

    /// <summary>Puts surrogates, which stand for what lies beyond U+FFFF, behind all other characters.</summary>
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
