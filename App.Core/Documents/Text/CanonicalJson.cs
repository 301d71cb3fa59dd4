using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AccessConsole.Core.Documents.Text;

/// <summary>JSON with one spelling for each value: keys in ordinal order, no space, numbers in their shortest form.</summary>
internal static partial class CanonicalJson
{
    private const double MaxSafeInteger = 9_007_199_254_740_992;

    private static readonly JsonWriterOptions Minimal = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DocumentNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Minimal))
            Write(writer, node);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The first number that JSON cannot say (such as YAML's <c>0x1f</c> or <c>.inf</c>); null where all can be said.</summary>
    public static ScalarNode? FirstUnsayable(DocumentNode node) => node switch
    {
        MappingNode mapping => mapping.Members.Select(m => FirstUnsayable(m.Value)).FirstOrDefault(found => found is not null),
        SequenceNode sequence => sequence.Items.Select(FirstUnsayable).FirstOrDefault(found => found is not null),
        ScalarNode { Kind: ScalarKind.Number } number => Number(number.Text) is null ? number : null,
        _ => null,
    };

    private static void Write(Utf8JsonWriter writer, DocumentNode node)
    {
        switch (node)
        {
            case MappingNode mapping:
                WriteObject(writer, mapping);
                break;
            case SequenceNode sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case ScalarNode scalar:
                WriteScalar(writer, scalar);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, MappingNode mapping)
    {
        writer.WriteStartObject();
        foreach (var member in mapping.Members.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            Write(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter writer, ScalarNode scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Text:
                writer.WriteStringValue(scalar.Text);
                break;
            case ScalarKind.Number:
                writer.WriteRawValue(Number(scalar.Text) ?? "null");
                break;
            case ScalarKind.Boolean:
                writer.WriteBooleanValue(scalar.Text == "true");
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    /// <summary>Whole numbers keep their digits, however many; others are doubles, as in JavaScript.</summary>
    private static string? Number(string text)
    {
        if (!JsonNumber().IsMatch(text))
            return null;
        if (text.AsSpan().IndexOfAny(".eE") < 0)
            return text == "-0" ? "0" : text;
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
            return null;
        return Math.Abs(value) < MaxSafeInteger && Math.Truncate(value) == value
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\z")]
    private static partial Regex JsonNumber();
}
