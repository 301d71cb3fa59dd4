using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class BundleArchiveTests
{
    private static readonly Gen<BundleFile[]> Contents =
        Gen.Dictionary(Gen.String[Gen.Char["abc019-_"], 1, 20], Gen.Byte.Array[0, 3000])[1, 20].Select(files =>
            files.Select(file => new BundleFile($"d/{file.Key}.x", file.Value)).ToArray());

    [Fact]
    public void ReadingWhatWasWritten_GivesTheSameFiles() => Contents.Sample(files =>
        BundleArchive.Read(BundleArchive.Write(files)).Select(Fingerprint).SequenceEqual(files.Select(Fingerprint)));

    [Fact]
    public void WritingTwice_GivesTheSameBytes() => Contents.Sample(files =>
        BundleArchive.Write(files).AsSpan().SequenceEqual(BundleArchive.Write(files)));

    [Fact]
    public void RandomBytes_AreRefusedAsDamaged() => Gen.Byte.Array[513, 2000].Sample(
        bytes => Assert.Throws<InvalidDataException>(() => BundleArchive.Read(Gzip(bytes))), iter: 200);

    [Fact]
    public void Entries_BelongToNobodyAndNoTime()
    {
        using var tar = new TarReader(new GZipStream(new MemoryStream(BundleArchive.Write(Sample.Files)), CompressionMode.Decompress));
        var entry = tar.GetNextEntry()!;

        Assert.Equal("644", Convert.ToString((int)entry.Mode, 8));
        Assert.Equal((0, 0, DateTimeOffset.UnixEpoch), (entry.Uid, entry.Gid, entry.ModificationTime));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../escape")]
    [InlineData("nginx/../../escape")]
    [InlineData("nginx//http.conf")]
    [InlineData("./http.conf")]
    [InlineData("Nginx/http.conf")]
    [InlineData("nginx/http conf")]
    [InlineData("other.manifest")]
    [InlineData("x/.signatures.json")]
    [InlineData("patch.json")]
    [InlineData("access/data.yaml")]
    public void StrangeName_IsRefused(string name) =>
        Assert.Contains(name, Refuse(tar => tar.WriteEntry(Entry(TarEntryType.RegularFile, name))), StringComparison.Ordinal);

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void AnythingButARegularFile_IsRefused(TarEntryType type) =>
        Assert.Contains("not a regular file", Refuse(tar => tar.WriteEntry(Entry(type, "nginx"))), StringComparison.Ordinal);

    [Fact]
    public void TheSameNameTwice_IsRefused() => Assert.Contains("twice", Refuse(tar =>
    {
        tar.WriteEntry(Entry(TarEntryType.RegularFile, "a"));
        tar.WriteEntry(Entry(TarEntryType.RegularFile, "a"));
    }), StringComparison.Ordinal);

    [Fact]
    public void TooMuchInflated_IsRefusedByTheLimitsName()
    {
        var archive = BundleArchive.Write([new BundleFile("zeros", new byte[BundleArchive.MaxSize])]);
        var refusal = Assert.Throws<InvalidDataException>(() => BundleArchive.Read(archive));

        Assert.True(archive.Length < 1 << 20);
        Assert.Contains("inflates to more than 67108864 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sealing_FileThatNoBundleMayHold_Throws() => await Assert.ThrowsAsync<ArgumentException>(async () =>
        await BundleSigner.SealAsync(Sample.Manifest, [Sample.File(".manifest", "{}")], Sample.Signer, TestContext.Current.CancellationToken));

    private static string Fingerprint(BundleFile file) => $"{file.Path} {Convert.ToHexString(file.Content.Span)}";

    private static string Refuse(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
            write(tar);
        return Assert.Throws<InvalidDataException>(() => BundleArchive.Read(Gzip(bytes.ToArray()))).Message;
    }

    private static UstarTarEntry Entry(TarEntryType type, string name)
    {
        var entry = new UstarTarEntry(type, name);
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            entry.LinkName = "/etc/passwd";
        if (type is TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes("x"));
        return entry;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return output.ToArray();
    }
}
