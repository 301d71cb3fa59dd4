using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>What became of a document: <c>PUT /api/v1/policy</c> answers a revision or a draft.</summary>
internal sealed record Submission(ImmutableArray<Problem> Problems, int? Revision = null, bool Changed = false, Guid? Draft = null);
