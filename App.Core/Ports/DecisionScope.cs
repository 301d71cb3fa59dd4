namespace AccessConsole.Core.Ports;

/// <summary>Decisions of one environment and one service.</summary>
/// <param name="Environment">Null stands for every one.</param>
/// <param name="Service">Null stands for every one, and for decisions without a service.</param>
public sealed record DecisionScope(string? Environment, string? Service)
{
    public bool Covers(LoggedDecision decision) => (Environment is null || Environment == decision.Environment) && (Service is null || Service == decision.Service);
}
