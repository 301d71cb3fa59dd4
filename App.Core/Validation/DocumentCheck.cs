using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;

namespace AccessConsole.Core.Validation;

/// <summary>Reads and validates a document in one pass, so that every problem is told at once.</summary>
public static class DocumentCheck
{
    public static CheckedDocument Check(ReadOnlyMemory<byte> text, DocumentFormat format, ValidationOptions options)
    {
        var reading = PolicyReader.Read(text, format);
        var found = PolicyValidator.Validate(reading.Document, options);
        return new CheckedDocument(reading.Document, Merge(reading.Problems, found, reading.Locations));
    }

    /// <summary>
    /// The problems of reading, and those of validation that do not merely follow from a value that could not be read: of such a value only
    /// the reading is reported.
    /// </summary>
    internal static ImmutableArray<Diagnostic> Merge(ImmutableArray<Diagnostic> read, ImmutableArray<Diagnostic> found, DocumentLocations locations)
    {
        var unreadable = read.Where(p => p.Severity == Severity.Error && p.Code != DiagnosticCodes.UnknownMember).Select(p => p.Pointer).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. read.Concat(found.Where(p => !IsWithin(p.Pointer, unreadable)).Select(locations.Locate)).OrderBy(p => p.Line).ThenBy(p => p.Column),
        ];
    }

    private static bool IsWithin(string pointer, HashSet<string> unreadable)
    {
        for (var end = pointer.Length; end > 0; end = pointer.LastIndexOf('/', end - 1))
        {
            if (unreadable.Contains(pointer[..end]))
                return true;
        }

        return false;
    }
}
