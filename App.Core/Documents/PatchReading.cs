using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>What could be made of a patch's text; as with <see cref="PolicyReading"/>, only a reading without errors may be applied.</summary>
public sealed record PatchReading(PolicyPatch Patch, ImmutableArray<Diagnostic> Problems, DocumentLocations Locations)
{
    /// <summary>Whether JSON text is meant as a patch and not as a whole document: an object that has no member but the two of a patch.</summary>
    public static bool IsPatch(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(DocumentTree.WithoutMark(json));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().Any()
                && document.RootElement.EnumerateObject().All(member => member.Name is "upsert" or "delete");
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
