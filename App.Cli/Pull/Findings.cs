namespace AccessConsole.Cli.Pull;

/// <summary>What is wrong with a bundle, told all at once: whoever mends it need not come back for the next.</summary>
internal sealed class Findings
{
    /// <summary>More is counted: a message is read by a person, and a bundle may be wrong in every line.</summary>
    private const int MaxTold = 10;

    private readonly List<string> told = [];
    private string? code;
    private int count;

    /// <param name="reason">Stable, for machines; that of the first finding is reported.</param>
    public void Add(string reason, string message)
    {
        code ??= reason;
        count++;
        if (told.Count < MaxTold)
            told.Add(message);
    }

    /// <exception cref="PullException">Something was found.</exception>
    public void ThrowIfAny()
    {
        if (code is not null)
            throw new PullException(code, string.Join("; ", told) + (count > told.Count ? $"; and {count - told.Count} more" : ""));
    }
}
