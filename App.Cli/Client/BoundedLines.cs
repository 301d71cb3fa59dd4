namespace AccessConsole.Cli.Client;

/// <summary>Reads lines of bytes one at a time, without trusting how long they are or how long they take.</summary>
internal static class BoundedLines
{
    private const int MaxLine = 8 << 20;

    /// <param name="patience">How long each piece may take to arrive.</param>
    /// <returns>The lines without their ends; each is only valid until the next is asked for.</returns>
    /// <exception cref="FormatException">A line is longer than any of an export.</exception>
    /// <exception cref="TimeoutException">Nothing came for too long.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        this Stream stream, TimeSpan patience, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[81920];
        var (start, end) = (0, 0);
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                yield return buffer.AsMemory(start, length);
                start += length + 1;
                continue;
            }

            (buffer, end) = (MakeRoom(buffer, start, end), end - start);
            start = 0;
            var read = await ReadAsync(stream, buffer.AsMemory(end), patience, cancellationToken);
            end += read;
            if (read > 0)
                continue;
            // A file may end without a line feed, as after a copy that was cut.
            if (end > 0)
                yield return buffer.AsMemory(0, end);
            yield break;
        }
    }

    private static byte[] MakeRoom(byte[] buffer, int start, int end)
    {
        if (start == 0 && end == buffer.Length && end >= MaxLine)
            throw new FormatException($"a line has more than {MaxLine >> 20} MB: this is no export of an audit log");
        var target = start == 0 && end == buffer.Length ? new byte[buffer.Length * 2] : buffer;
        buffer.AsSpan(start, end - start).CopyTo(target);
        return target;
    }

    private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(patience);
        try
        {
            return await stream.ReadAsync(buffer, bounded.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("nothing came for too long");
        }
    }
}
