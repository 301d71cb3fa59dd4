namespace AccessConsole.Core.Inventory;

/// <summary>What a person wants to bring into the policy.</summary>
/// <param name="Pipelines">By UUID: new ones are added, changed ones updated, gone ones taken out.</param>
/// <param name="Provider">The identity provider of those that are new.</param>
/// <param name="Team">The label <c>team</c> of those that are new; null for none.</param>
public sealed record PipelineChoice(IReadOnlySet<Guid> Pipelines, string Provider, string? Team = null);
