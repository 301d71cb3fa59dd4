using System.Collections.Immutable;

namespace AccessConsole.Core.Analysis;

/// <summary>A part of a diff in words.</summary>
/// <param name="Examples">A few of the changes that it speaks of; what it says of one it says of all.</param>
public sealed record AccessSentence(string Text, ImmutableArray<AccessChange> Examples);
