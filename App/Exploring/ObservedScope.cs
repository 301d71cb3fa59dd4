using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.LeastPrivilege;

namespace AccessConsole.Exploring;

/// <summary>What a filter chooses, with what was observed of it before a moment.</summary>
/// <param name="Scope">Of those places only of whose decisions the person may read.</param>
/// <param name="Beyond">How many deployments of the filter lie outside the person's roles.</param>
/// <param name="IsWhole">Whether no observed use is left out.</param>
public sealed record ObservedScope(AccessScope Scope, EvidenceWindow Window, ObservedEdges Edges, int Beyond, bool IsWhole);
