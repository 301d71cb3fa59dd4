using System.IO.Compression;
using AccessConsole.Distribution.Decisions;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class UnpackedBodyTests
{
    private const int Limit = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(4_096)]
    [InlineData(Limit)]
    public async Task Unpacks_WhateverItPackedTo(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i += 1_000)
            bytes[i] = (byte)(i / 1_000);

        using var body = await UnpackedBody.OfAsync(Pack(bytes), Limit);

        Assert.Equal(bytes, body.Bytes.ToArray());
    }

    [Fact]
    public Task Rejects_MoreThanAllowed() => Assert.ThrowsAsync<TooLargeException>(() => UnpackedBody.OfAsync(Pack(new byte[Limit + 1]), Limit));

    [Fact]
    public Task Rejects_WhatIsNoGzip() => Assert.ThrowsAsync<FormatException>(() => UnpackedBody.OfAsync("[]"u8.ToArray(), Limit));

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
