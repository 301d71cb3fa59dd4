namespace AccessConsole.Buildkite;

/// <summary>Buildkite did not answer what was asked; the message is fit to show and holds no token.</summary>
public sealed class BuildkiteException(string message, int? status = null) : Exception(message)
{
    /// <summary>The HTTP status; null where there was no answer, or an answer that cannot be read.</summary>
    public int? Status => status;
}
