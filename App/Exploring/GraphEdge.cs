using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Analysis.Reach;

namespace AccessConsole.Exploring;

/// <summary>A way on which requests pass, with the most that passes on it.</summary>
/// <param name="State">What was observed on it; null where that was not asked.</param>
public sealed record GraphEdge(string Source, string Target, ReachLevel Level, EdgeState? State = null);
