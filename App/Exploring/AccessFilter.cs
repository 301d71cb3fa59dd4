namespace AccessConsole.Exploring;

/// <summary>Which principals at which deployments are asked about.</summary>
/// <param name="Environment">Empty for all.</param>
/// <param name="IsDeclared">Whether every written grant counts, rather than what has an effect.</param>
public sealed record AccessFilter(string Environment, LabelFilter Principals, LabelFilter Services, bool IsDeclared)
{
    /// <param name="mode"><c>declared</c>, or else effective.</param>
    public static AccessFilter Of(string? environment, string? principal, string? team, string? service, string? serviceTeam, string? mode) => new(
        environment ?? "", new LabelFilter(principal ?? "", team ?? ""), new LabelFilter(service ?? "", serviceTeam ?? ""), mode == "declared");
}
