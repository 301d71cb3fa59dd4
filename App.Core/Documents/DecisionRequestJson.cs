using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>What the decision API is asked, in the shape of a test's <c>given</c>.</summary>
public static class DecisionRequestJson
{
    /// <summary>Compact JSON.</summary>
    public static byte[] Write(DecisionRequest request) => JsonPrinter.Print(ObjectWriter.Object(request, RequestShape.Write), indented: false);

    /// <summary>
    /// Unknown members and wrong types are problems (with pointers from the request on); what is absent is empty, and any text is taken as
    /// it is, since whatever is asked gets a decision. The request is null only where the value is no object.
    /// </summary>
    public static (DecisionRequest? Request, ImmutableArray<Diagnostic> Problems) Read(JsonElement request)
    {
        var problems = new ProblemList();
        var root = DocumentTree.Read(JsonMarshal.GetRawUtf8Value(request), DocumentFormat.Json, problems, anyCharacter: true);
        var bound = PolicyReader.Bind(root, problems, RequestShape.ReadAny);
        // Line and column would count from the request, not from the text that it stands in.
        return (bound, [.. problems.ToImmutable().Select(p => p with { Line = null, Column = null })]);
    }
}
