using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>
/// Prints policies canonically: objects in ordinal order of their names within their kind, members in a fixed order, defaults left out, ids
/// kept. Equal policies print to equal texts, and a printed policy reads back as itself.
/// </summary>
public static class PolicyPrinter
{
    public static string ToYaml(PolicyDocument document) => YamlPrinter.Print(DocumentShape.Write(document));

    /// <summary>Indented UTF-8 JSON.</summary>
    public static byte[] ToJson(PolicyDocument document) => JsonPrinter.Print(DocumentShape.Write(document), indented: true);

    /// <summary>One object alone, as an editor shows it.</summary>
    public static string ToYaml(PolicyObject value) => YamlPrinter.Print(PolicyShape.Write(value));
}
