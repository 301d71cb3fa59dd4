using System.Collections.Immutable;
using System.Text;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Bundles;

public sealed class PullerFileTests
{
    [Fact]
    public void Bundle_TellsThePullerToDenyWhenStaleWhereNothingElseDoes()
    {
        var targets = Compile(OnStale.Deny).Where(b => b.Files.Any(f => f.Path == PullerFile.PathOf(b.Scope.Target))).Select(b => b.Scope.Target).Distinct().ToArray();
        Assert.Equal(TargetCompilers.All.Select(c => c.Target).Except([Target.Nginx, Target.Opa]).Order(), targets.Order());
        Assert.All(Compile(OnStale.Deny).Where(b => targets.Contains(b.Scope.Target)), b => Assert.True(PullerFile.DeniesWhenStale(Verified(b.Scope, [.. b.Files]))));
        Assert.All(Compile(OnStale.Keep), b => Assert.False(PullerFile.DeniesWhenStale(Verified(b.Scope, [.. b.Files]))));
    }

    [Theory]
    [InlineData("""{"onStale":"deny"}""", true)]
    [InlineData("""{"onStale":"keep"}""", false)]
    [InlineData("""{"onStale":"something new"}""", true)]
    [InlineData("""{}""", true)]
    [InlineData("nonsense", true)]
    public void FileThatIsNotUnderstood_Denies(string text, bool denies)
    {
        var scope = new BundleScope("production", Target.Istio);
        Assert.Equal(denies, PullerFile.DeniesWhenStale(Verified(scope, new BundleFile("istio/puller.json", Encoding.UTF8.GetBytes(text)))));
    }

    [Fact]
    public void File_IsNotForTheEngine()
    {
        ImmutableArray<BundleFile> files = [new("istio/resources.yaml", default), new("istio/puller.json", default)];
        Assert.Equal(["istio/resources.yaml"], PullerFile.Without(Target.Istio, files).Select(f => f.Path));
    }

    private static IEnumerable<CompiledBundle> Compile(OnStale onStale)
    {
        var document = PolicyGen.Document(new Dice(1), DateTimeOffset.UnixEpoch);
        var policy = PolicySet.Of(document with { Environments = [.. document.Environments.Select(e => e with { OnStale = onStale })] });
        return new PolicyCompiler(TargetCompilers.All).Compile(new CompilationInput(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch), before: null);
    }

    private static VerifiedBundle Verified(BundleScope scope, params ImmutableArray<BundleFile> files) => new(
        new BundleManifest { Revision = 1, Roots = [scope.Target.Name()], Scope = scope, EffectiveAt = DateTimeOffset.UnixEpoch, Coverage = new CoverageCounts(0, 0, 0, 0) }, files, "key");
}
