namespace AccessConsole.Core.Requests;

/// <summary>More time that is asked for access in force.</summary>
/// <param name="Duration">From the access's present end on. Whole seconds.</param>
public sealed record RequestedExtension(DateTimeOffset AskedAt, TimeSpan Duration, string Reason);
