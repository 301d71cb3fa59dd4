using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Analysis.Observed;

/// <summary>One way to a service, with what was observed on it.</summary>
/// <param name="Row">The way as declared; without a rule where none is declared.</param>
/// <param name="Caller">As logged, <c>pipeline/NAME</c>, where no rule is declared: the policy of this moment may not know it.</param>
/// <param name="Seen">Null where nothing was.</param>
/// <param name="By">The grant that decided where none is declared, else the reason; null where a rule is declared.</param>
public sealed record ObservedEdge(AccessRow Row, EdgeState State, TotalUse? Seen, string? Caller = null, string? By = null);
