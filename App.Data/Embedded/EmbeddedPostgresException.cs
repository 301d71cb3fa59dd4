namespace AccessConsole.Data.Embedded;

/// <summary>The private PostgreSQL cannot run here; the message says what to change.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
