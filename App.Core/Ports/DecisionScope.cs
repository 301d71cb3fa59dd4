namespace AccessConsole.Core.Ports;

/// <summary>Decisions of one environment and one service.</summary>
/// <param name="Environment">Null stands for every one.</param>
/// <param name="Service">Null stands for every one, and for decisions without a service.</param>
public sealed record DecisionScope(string? Environment, string? Service)
{
    public bool Covers(LoggedDecision decision) => Covers(decision.Environment, decision.Service);

    public bool Covers(GrantUse use) => Covers(use.Environment, use.Service);

    private bool Covers(string environment, string? service) => (Environment is null || Environment == environment) && (Service is null || Service == service);
}
