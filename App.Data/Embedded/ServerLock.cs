namespace AccessConsole.Data.Embedded;

/// <summary>Held while a console uses the directory; the system lets go of it when the console dies, however it dies.</summary>
internal static class ServerLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="EmbeddedPostgresException">Another console keeps the directory.</exception>
    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancellationToken)
    {
        var giveUpAt = TimeProvider.System.GetTimestamp() + (long)(Patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error)
            {
                // A console that is on its way out lets go in a moment.
                if (TimeProvider.System.GetTimestamp() > giveUpAt)
                    throw new EmbeddedPostgresException(InUse(path), error);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private static string InUse(string path) =>
        $"another console uses `{Path.GetDirectoryName(path)}`: stop it, or set `Console__DataDirectory` to another directory";
}
