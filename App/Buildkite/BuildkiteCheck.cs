namespace AccessConsole.Buildkite;

/// <summary>One thing that was asked to see whether a connection works.</summary>
/// <param name="What">Such as <c>pipelines</c>.</param>
/// <param name="Failure">The error as it came; null where it works.</param>
public sealed record BuildkiteCheck(string What, string? Failure);
