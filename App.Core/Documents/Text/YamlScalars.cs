using System.Text.RegularExpressions;

namespace AccessConsole.Core.Documents.Text;

/// <summary>What a plain scalar stands for in YAML 1.2's core schema, and which texts therefore need quotes.</summary>
internal static partial class YamlScalars
{
    // Truth values of YAML 1.1, which other tools may still read so: printed in quotes, read as the texts they are.
    private static readonly string[] OldTruthValues = ["y", "n", "yes", "no", "on", "off"];

    public static ScalarNode Resolve(string text, int line, int column) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new ScalarNode(ScalarKind.Null, text, line, column),
        "true" or "True" or "TRUE" => new ScalarNode(ScalarKind.Boolean, "true", line, column),
        "false" or "False" or "FALSE" => new ScalarNode(ScalarKind.Boolean, "false", line, column),
        _ => new ScalarNode(IsNumber(text) ? ScalarKind.Number : ScalarKind.Text, text, line, column),
    };

    /// <summary>Quotes where any reader of YAML could take the text for something else; plain text is of few characters only.</summary>
    public static bool NeedsQuotes(string text) =>
        !Plain().IsMatch(text) || Resolve(text, 0, 0).Kind != ScalarKind.Text || OldTruthValues.Contains(text, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text of several lines, such as a certificate, can stand as a block without changing.</summary>
    public static bool IsPlainBlock(string text) =>
        text.Length > 1 && text.EndsWith('\n')
        && text[..^1].Split('\n').All(line => line.Length > 0 && line[0] != ' ' && line[^1] != ' ' && line.All(c => c is >= ' ' and < '\u007f'));

    private static bool IsNumber(string text) => (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') && Number().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9/](?:[A-Za-z0-9_./*@+=~()-]|[ :](?=[A-Za-z0-9/]))*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z")]
    private static partial Regex Number();
}
