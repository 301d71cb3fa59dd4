namespace AccessConsole.Core.Inventory;

/// <summary>One thing that the policy says otherwise than Buildkite.</summary>
/// <param name="What">Such as <c>slug</c>.</param>
/// <param name="Before">What the policy says; null where it says nothing.</param>
/// <param name="After">What Buildkite says; null where it says nothing.</param>
public sealed record PipelineChange(string What, string? Before, string? After);
