using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Evaluation;

namespace AccessConsole.Components.Pages.Testing;

/// <param name="Asks">The request, in words.</param>
public sealed record TestRow(EmbeddedTestResult Result, string Asks)
{
    public string State => Result.IsSuspended ? "suspended by an emergency" : Result.Passed ? "passes" : "fails";

    /// <summary>The same question in the simulator; null for one that has no fields there.</summary>
    public string? Simulation => SimulatorQuery.Of(Result.Test.Given)?.Address;
}
