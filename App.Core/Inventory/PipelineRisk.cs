namespace AccessConsole.Core.Inventory;

/// <summary>A setting at Buildkite that makes a condition of the policy mean less than it says.</summary>
/// <param name="Code">Stable, for machines.</param>
/// <param name="Message">What may happen, as a sentence.</param>
/// <param name="Remedy">What to change, and where.</param>
public sealed record PipelineRisk(string Code, RiskLevel Level, string Message, string Remedy);
