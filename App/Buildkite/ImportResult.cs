using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;

namespace AccessConsole.Buildkite;

/// <param name="Draft">The draft that was made; null where none was.</param>
/// <param name="Plan">What it holds; null where nothing could be planned.</param>
/// <param name="Problem">What is wrong with the request; null where nothing is.</param>
/// <param name="Refusal">Why the draft was refused.</param>
public sealed record ImportResult(Draft? Draft, ImportPlan? Plan, string? Problem, PublishRefusal? Refusal)
{
    public bool IsNotFound => Draft is null && Problem is null && Refusal is null;
}
