namespace AccessConsole.Cli.Pull;

/// <summary>Doubling delays with jitter, so that pullers that failed together do not return together.</summary>
internal static class BackOff
{
    /// <param name="failures">In a row, 1 or more.</param>
    /// <param name="chance">From 0 up to 1, evenly spread.</param>
    /// <returns>Between half and the whole of min(first × 2^(failures − 1), longest).</returns>
    public static TimeSpan After(int failures, double chance, TimeSpan first, TimeSpan longest)
    {
        var full = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (chance / 2)));
    }
}
