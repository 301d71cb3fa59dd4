namespace AccessConsole.Data.Embedded;

/// <param name="Output">Both output streams, trimmed.</param>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
