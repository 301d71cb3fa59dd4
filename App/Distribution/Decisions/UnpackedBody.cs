using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace AccessConsole.Distribution.Decisions;

/// <summary>A body that came as gzip, in memory that is lent: of large arrays that are thrown away, 20 a second would start a full collection each few seconds.</summary>
internal sealed class UnpackedBody : IDisposable
{
    /// <summary>JSON of decisions packs to a tenth or less.</summary>
    private const int Growth = 12;

    /// <summary>After so many bytes others get their turn: a fraction of a millisecond.</summary>
    private const int BytesInARow = 32 << 10;

    private byte[] buffer;
    private int length;

    private UnpackedBody(int capacity) => buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <exception cref="FormatException">It is no gzip.</exception>
    /// <exception cref="TooLargeException">It is larger than <paramref name="limit"/>.</exception>
    public static async Task<UnpackedBody> OfAsync(ReadOnlyMemory<byte> packed, int limit)
    {
        var body = new UnpackedBody(Math.Max(packed.Length * Growth, 4_096));
        try
        {
            await body.ReadAsync(packed, limit);
            return body;
        }
        catch (InvalidDataException e)
        {
            body.Dispose();
            throw new FormatException("the body is not gzip, although Content-Encoding says so", e);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    // Cleared, since an engine may log more than is taken of it.
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer, clearArray: true);

    private async Task ReadAsync(ReadOnlyMemory<byte> packed, int limit)
    {
        var bytes = MemoryMarshal.TryGetArray(packed, out var segment) ? segment : packed.ToArray();
        using var stream = new GZipStream(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), CompressionMode.Decompress);
        for (int read; (read = stream.Read(buffer, length, Math.Min(buffer.Length - length, BytesInARow))) > 0;)
        {
            await Task.Yield();
            length += read;
            if (length > limit)
                throw new TooLargeException();
            if (length == buffer.Length)
                Grow();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        buffer = larger;
    }
}
