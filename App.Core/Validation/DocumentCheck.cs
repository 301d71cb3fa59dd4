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
        return new CheckedDocument(reading.Document, Merge(reading.Problems, found, reading.Locations.Locate)) { Locate = reading.Locations.Locate };
    }

    /// <summary>
    /// The problems of reading, and those of validation that do not merely follow from a value that could not be read: of such a value only
    /// the reading is reported, and nothing is called empty for the want of it.
    /// </summary>
    internal static ImmutableArray<Diagnostic> Merge(ImmutableArray<Diagnostic> read, IEnumerable<Diagnostic> found, Func<Diagnostic, Diagnostic> locate)
    {
        var unreadable = read.Where(p => p.Severity == Severity.Error && p.Code != DiagnosticCodes.UnknownMember).Select(p => p.Pointer).ToHashSet(StringComparer.Ordinal);
        var around = unreadable.SelectMany(Outer).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. read.Concat(found.Where(p => !IsWithin(p.Pointer, unreadable) && !(p.Code == DiagnosticCodes.SelectorEmpty && around.Contains(p.Pointer))).Select(locate)).OrderBy(p => p.Line).ThenBy(p => p.Column),
        ];
    }

    private static bool IsWithin(string pointer, HashSet<string> unreadable) =>
        (pointer.Length > 0 && unreadable.Contains(pointer)) || Outer(pointer).Any(unreadable.Contains);

    /// <summary>The pointers of what a value is a part of, from the nearest on.</summary>
    private static IEnumerable<string> Outer(string pointer)
    {
        for (var end = pointer.LastIndexOf('/'); end > 0; end = pointer.LastIndexOf('/', end - 1))
            yield return pointer[..end];
    }
}
