using AccessConsole.Core.Analysis.Reach;

namespace AccessConsole.Exploring;

/// <summary>A way on which requests pass, with the most that passes on it.</summary>
public sealed record GraphEdge(string Source, string Target, ReachLevel Level);
