namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>How an engine writes its log.</summary>
internal interface IDecisionFormat
{
    /// <returns>Null where the line is none of a decision by a bundle: of an engine before its first one, say.</returns>
    /// <exception cref="FormatException">The line is not one of this format.</exception>
    DecisionEvent? Read(ReadOnlySpan<byte> line);
}
