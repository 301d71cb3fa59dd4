namespace AccessConsole.Cli.Pull;

/// <summary>Why a pull did not put a bundle into force. What was in force stays so.</summary>
/// <param name="code">Stable, for machines; reported to the console.</param>
/// <param name="message">A sentence for the operator.</param>
/// <param name="httpStatus">What the console answered, where it did.</param>
internal sealed class PullException(string code, string message, int? httpStatus = null) : Exception(message)
{
    public string Code { get; } = code;

    public int? HttpStatus { get; } = httpStatus;
}
