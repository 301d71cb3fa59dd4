namespace AccessConsole.Distribution.Decisions;

/// <summary>A body that unpacks to more than is read.</summary>
internal sealed class TooLargeException : Exception;
