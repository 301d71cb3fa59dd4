namespace AccessConsole.Cli.Client;

/// <summary>Reads what others send without trusting its length.</summary>
internal static class BoundedReading
{
    /// <returns>Null where there is more than <paramref name="maxBytes"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadUpToAsync(this Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > maxBytes)
                return null;
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
