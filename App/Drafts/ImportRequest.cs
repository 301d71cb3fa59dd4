using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Drafts;

/// <summary>A file to import, and how.</summary>
/// <param name="Kind">What a CSV file lists; null for a document, which may hold any objects.</param>
/// <param name="Format">A document's spelling.</param>
/// <param name="RemovesMissing">Whether what a document lacks, of the kinds that it holds, is removed. A CSV file removes nothing.</param>
public sealed record ImportRequest(ReadOnlyMemory<byte> Text, PolicyKind? Kind, DocumentFormat Format = DocumentFormat.Yaml, bool RemovesMissing = false);
