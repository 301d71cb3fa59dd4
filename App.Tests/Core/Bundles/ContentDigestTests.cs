using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class ContentDigestTests
{
    private static readonly CoverageCounts Counts = new(1, 0, 0, 0);

    [Fact]
    public void OrderOfFiles_DoesNotMatter() => Assert.Equal(Of(Sample.File("a", "1"), Sample.File("b", "2")), Of(Sample.File("b", "2"), Sample.File("a", "1")));

    [Fact]
    public void EveryPart_Matters()
    {
        string[] digests =
        [
            Of(Sample.File("a", "1"), Sample.File("b", "2")),
            Of(Sample.File("a", "1\nb\n1\n2")),
            Of(Sample.File("a", "1"), Sample.File("b", "3")),
            Of(Sample.File("a", "1"), Sample.File("c", "2")),
            Of(Sample.File("a", "1")),
            ContentDigest.Of(["x"], Counts with { Wider = 1 }, [Sample.File("a", "1")]),
            ContentDigest.Of(["y"], Counts, [Sample.File("a", "1")]),
        ];

        Assert.Equal(digests.Length, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Matches("^[0-9a-f]{64}$", digest));
    }

    private static string Of(params BundleFile[] files) => ContentDigest.Of(["x"], Counts, files);
}
