using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Drift;

/// <summary>A decision that the evaluator would have made otherwise.</summary>
public sealed record DecisionDifference(LoggedDecision Logged, Decision Evaluated);
