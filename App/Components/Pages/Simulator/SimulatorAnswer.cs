using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Simulator;

/// <param name="Request">What was asked, in the form in which a test keeps it.</param>
/// <param name="Revision">The revision that answered.</param>
public sealed record SimulatorAnswer(DecisionRequest Request, Decision Decision, int Revision);
