namespace AccessConsole.Core.Evaluation;

/// <summary>One request to decide, its credentials checked.</summary>
/// <param name="Path">The raw path as it was sent, without query.</param>
public readonly record struct AccessRequest(Caller Caller, string Environment, string Service, string Method, string Path, DateTimeOffset Time);
