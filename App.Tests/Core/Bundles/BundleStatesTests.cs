using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class BundleStatesTests
{
    private static readonly DateTimeOffset Begin = Sample.Now;

    [Fact]
    public void BundleWithoutStates_IsInForceAsItIs()
    {
        var bundle = Bundle(Of("now"));
        var states = Read(bundle);
        Assert.Equal(1, states.Count);
        var state = states.At(Begin.AddYears(1));
        Assert.Equal(("now", Begin, (DateTimeOffset?)null), (Text(state), state.From, state.Until));
    }

    [Fact]
    public void States_AreInForceFromTheirInstantToTheNext()
    {
        var states = Read(Bundle(BundleStates.Write(Target.Istio, Of("now"), [At(1, "then"), At(3, "at last")])));
        Assert.Equal(3, states.Count);
        AssertState(states.At(Begin.AddDays(-1)), "now", 0, 1);
        AssertState(states.At(Begin), "now", 0, 1);
        AssertState(states.At(Begin.AddHours(1).AddTicks(-1)), "now", 0, 1);
        AssertState(states.At(Begin.AddHours(1)), "then", 1, 3);
        AssertState(states.At(Begin.AddHours(3).AddTicks(-1)), "then", 1, 3);
        AssertState(states.At(Begin.AddHours(3)), "at last", 3, null);
    }

    [Fact]
    public void Files_LieUnderTheirStateAndAreListed()
    {
        var files = BundleStates.Write(Target.Istio, Of("now"), [At(1, "then"), At(3, "at last")]);
        Assert.Equal(["istio/resources.yaml", "istio/states.json", "istio/states/1/resources.yaml", "istio/states/2/resources.yaml"], files.Select(f => f.Path));
        Assert.Equal(
            """{"states":[{"from":"2026-11-01T13:00:00Z","path":"istio/states/1"},{"from":"2026-11-01T15:00:00Z","path":"istio/states/2"}]}""", files[1].Text());
        Assert.All(files, file => Assert.True(BundlePaths.IsValid(file.Path)));
    }

    [Fact]
    public void StateThatEqualsTheOneBefore_IsLeftOut()
    {
        Assert.Equal(Of("now"), BundleStates.Write(Target.Istio, Of("now"), [At(1, "now"), At(2, "now")]), Same);
        var files = BundleStates.Write(Target.Istio, Of("now"), [At(1, "now"), At(2, "then"), At(3, "then"), At(4, "now")]);
        Assert.Equal([Begin, Begin.AddHours(2), Begin.AddHours(4)], Begins(Read(Bundle(files))));
    }

    [Fact]
    public void MoreStatesThanABundleCarries_AreLeftToItsSuccessors()
    {
        var asked = 0;
        var files = BundleStates.Write(Target.Istio, Of("now"), Enumerable.Range(1, 1000).Select(hour => At(asked = hour, $"state {hour}")));
        Assert.Equal(BundleStates.MaxCount + 1, Read(Bundle(files)).Count);
        Assert.Equal(BundleStates.MaxCount, asked);
    }

    [Fact]
    public void StatesLargerThanABundleCarries_AreLeftToItsSuccessors()
    {
        ImmutableArray<BundleFile> large = [new("istio/resources.yaml", new byte[BundleStates.MaxSize / 3])];
        ImmutableArray<BundleFile> other = [new("istio/resources.yaml", Enumerable.Repeat((byte)1, BundleStates.MaxSize / 3).ToArray())];
        var later = Enumerable.Range(1, 5).Select(hour => (Begin.AddHours(hour), hour % 2 == 0 ? large : other));
        Assert.Equal(3, Read(Bundle(BundleStates.Write(Target.Istio, large, later))).Count);

        ImmutableArray<BundleFile> huge = [new("istio/resources.yaml", new byte[BundleStates.MaxSize])];
        Assert.Equal(huge, BundleStates.Write(Target.Istio, huge, [At(1, "then")]), Same);
    }

    [Fact]
    public void FileOutsideOfTheTarget_CannotHaveStates() =>
        Assert.Throws<ArgumentException>(() => BundleStates.Write(Target.Istio, Of("now"), [(Begin.AddHours(1), [Sample.File("elsewhere/file", "")])]).ToArray());

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"states":[]}""")]
    [InlineData("""{"states":{}}""")]
    [InlineData("""{"states":[7]}""")]
    [InlineData("""{"states":[{"path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":7,"path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00.5Z","path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00+00:00","path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T12:00:00Z","path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T11:00:00Z","path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","path":"istio/states/2"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","path":"../states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","path":"istio/states/1","until":null}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","from":"2026-11-01T13:00:00Z","path":"istio/states/1"}]}""")]
    [InlineData("""{"states": [{"from":"2026-11-01T13:00:00Z","path":"istio/states/1"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","path":"istio/states/1"}],"more":1}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","path":"istio/states/1"},{"from":"2026-11-01T13:00:00Z","path":"istio/states/2"}]}""")]
    [InlineData("""{"states":[{"from":"2026-11-01T13:00:00Z","path":"istio/states/1"},{"from":"2026-11-01T12:30:00Z","path":"istio/states/2"}]}""")]
    public void StrangeList_IsRefused(string list) => AssertRefused(
        [.. Of("now"), Sample.File("istio/states.json", list), Sample.File("istio/states/1/resources.yaml", "a"), Sample.File("istio/states/2/resources.yaml", "b")]);

    [Theory]
    [InlineData("istio/states/0/resources.yaml")]
    [InlineData("istio/states/2/resources.yaml")]
    [InlineData("istio/states/01/resources.yaml")]
    [InlineData("istio/states/-1/resources.yaml")]
    [InlineData("istio/states/x/resources.yaml")]
    [InlineData("istio/states/1")]
    [InlineData("istio/states/99999999999/resources.yaml")]
    public void FileOfAStateThatIsNotListed_IsRefused(string path)
    {
        AssertRefused([.. BundleStates.Write(Target.Istio, Of("now"), [At(1, "then")]), Sample.File(path, "")]);
        AssertRefused([.. Of("now"), Sample.File(path, "")]);
    }

    [Fact]
    public void ListedStateWithoutFiles_IsRefused() =>
        AssertRefused([.. BundleStates.Write(Target.Istio, Of("now"), [At(1, "then"), At(2, "now")]).Where(f => f.Path != "istio/states/1/resources.yaml")]);

    [Fact]
    public void MoreStatesThanThereMayBe_AreRefused()
    {
        AssertRefused([.. Of("now"), .. Listed(BundleStates.MaxCount + 1)]);
        Assert.Equal(BundleStates.MaxCount + 1, Read(Bundle([.. Of("now"), .. Listed(BundleStates.MaxCount)])).Count);
    }

    [Fact]
    public void ListThatIsTooLong_IsRefused() =>
        AssertRefused([.. Of("now"), Sample.File("istio/states.json", new string(' ', 5000) + "{}"), Sample.File("istio/states/1/resources.yaml", "a")]);

    [Fact]
    public async Task SealedBundleWithStates_VerifiesAndReadsAsItWasWritten()
    {
        var written = BundleStates.Write(Target.Istio, Of("now"), [At(1, "then")]);
        var archive = await BundleSigner.SealAsync(Manifest, written, Sample.Signer, TestContext.Current.CancellationToken);
        var verified = BundleVerifier.Verify(archive.Archive, Manifest.Scope, Sample.Keys).Value;
        Assert.NotNull(verified);
        Assert.Equal("then", Text(Read(verified).At(Begin.AddHours(1))));
    }

    private static IEnumerable<BundleFile> Listed(int count)
    {
        var list = Enumerable.Range(1, count).Select(n => $$"""{"from":"2026-11-02T{{n:00}}:00:00Z","path":"istio/states/{{n}}"}""");
        return [Sample.File("istio/states.json", $$"""{"states":[{{string.Join(',', list)}}]}"""), .. Enumerable.Range(1, count).Select(n => Sample.File($"istio/states/{n}/resources.yaml", $"{n}"))];
    }

    private static BundleManifest Manifest => Sample.Manifest with { Scope = new BundleScope("production", Target.Istio), Roots = ["istio"] };

    private static VerifiedBundle Bundle(ImmutableArray<BundleFile> files) => new(Manifest, files, Sample.Signer.KeyId);

    private static ImmutableArray<BundleFile> Of(string content) => [Sample.File("istio/resources.yaml", content)];

    private static (DateTimeOffset From, ImmutableArray<BundleFile> Files) At(int hour, string content) => (Begin.AddHours(hour), Of(content));

    private static BundleStates Read(VerifiedBundle bundle)
    {
        var states = BundleStates.Read(bundle);
        Assert.True(states.IsVerified, states.Refusal?.Message);
        return states.Value;
    }

    private static void AssertRefused(ImmutableArray<BundleFile> files)
    {
        var refusal = BundleStates.Read(Bundle(files)).Refusal;
        Assert.NotNull(refusal);
        Assert.Equal(RefusalKind.Malformed, refusal.Kind);
        Assert.NotEmpty(refusal.Message);
    }

    private static void AssertState(BundleState state, string text, int from, int? until) => Assert.Equal(
        (text, Begin.AddHours(from), until is { } hour ? Begin.AddHours(hour) : null), (Text(state), state.From, state.Until));

    private static IEnumerable<DateTimeOffset> Begins(BundleStates states)
    {
        for (DateTimeOffset? at = Begin; at is { } instant; at = states.At(instant).Until)
            yield return instant;
    }

    private static string Text(BundleState state)
    {
        var file = Assert.Single(state.Files);
        Assert.Equal("istio/resources.yaml", file.Path);
        return Encoding.UTF8.GetString(file.Content.Span);
    }

    private static bool Same(BundleFile one, BundleFile other) => one.Path == other.Path && one.Content.Span.SequenceEqual(other.Content.Span);
}
