using System.Collections.Immutable;
using AccessConsole.Core.Import;

namespace AccessConsole.Drafts;

/// <summary>What an import would do, and to which revision's policy.</summary>
/// <param name="Columns">What a CSV file's first row names; empty for a document.</param>
public sealed record ImportPreview(int Revision, ImmutableArray<string> Columns, ImportPlan Plan);
