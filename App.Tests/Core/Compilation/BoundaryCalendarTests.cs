using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Istio;
using AccessConsole.Core.Compilation.Opa;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Compilation;

/// <summary>The calendar held against what the compiler makes at every quarter of a day, on policies with many boundaries.</summary>
public sealed class BoundaryCalendarTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromHours(6);
    private static readonly PolicyDocument Basis = ValidPolicy.Check(ValidPolicy.Text.Replace("opa]", "istio]", StringComparison.Ordinal)).Document;

    /// <summary>Each instant is looked at from many others.</summary>
    private readonly Dictionary<(PolicySet, DateTimeOffset), ImmutableArray<CompiledBundle>> compiled = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bundles_ChangeAtNoOtherInstantThanTheCalendarNames(int seed)
    {
        var policy = Generate(new Dice(seed));
        var compiler = new PolicyCompiler([new IstioCompiler(), new OpaCompiler()]);
        var changes = 0;
        for (var at = Start; at < Start.AddDays(12); at += Step)
        {
            var digests = Digests(policy, at);
            var next = Digests(policy, at + Step);
            if (compiler.Calendar.NextChange(policy, at) is not { } named || named > at + Step)
                Assert.Equal(digests, next);
            else
                Assert.Equal(at + Step, named);
            if (!digests.SequenceEqual(next))
            {
                changes++;
                Assert.Equal(at + Step, compiler.Calendar.LastChange(policy, at + Step));
            }

            // What is compiled for what changed since is all that is different.
            var anew = compiler.Compile(Input(policy, at + Step), Input(policy, at)).Select(b => (b.Scope, b.ContentDigest)).ToArray();
            Assert.Superset(next.Except(digests).ToHashSet(), anew.ToHashSet());
            Assert.Subset(next.ToHashSet(), anew.ToHashSet());
            Assert.DoesNotContain(anew, bundle => bundle.Scope.Target == Target.Opa);
        }

        Assert.InRange(changes, 4, 48);
    }

    [Theory]
    [InlineData(4)]
    public void StatesAhead_AreWhatBundlesSayThen(int seed)
    {
        var policy = Generate(new Dice(seed));
        for (var at = Start; at < Start.AddDays(4); at += Step)
        {
            foreach (var bundle in Compiled(policy, at).Where(b => b.Scope.Target == Target.Istio))
            {
                var states = Read(bundle, at);
                for (var then = at; then < at.AddHours(72) && states.Count <= BundleStates.MaxCount; then += Step)
                {
                    var expected = Read(Compiled(policy, then).Single(b => b.Scope == bundle.Scope), then).At(then).Files.Single();
                    Assert.True(states.At(then).Files.Single().Content.Span.SequenceEqual(expected.Content.Span), $"{bundle.Scope} of {at:O} at {then:O}");
                }
            }
        }
    }

    [Fact]
    public void Policy_WithoutEnginesThatCannotTellTheTime_NeverChangesByItself()
    {
        var policy = Generate(new Dice(1));
        var calendar = new PolicyCompiler([new OpaCompiler()]).Calendar;
        Assert.Null(calendar.NextChange(policy, Start));
        Assert.Null(calendar.LastChange(policy, Start.AddYears(1)));
        var withoutHop = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text).Document);
        Assert.Null(new PolicyCompiler(TargetCompilers.All).Calendar.NextChange(withoutHop, Start.AddYears(-1)));
    }

    /// <summary>Grants of the basis, each for some quarters of days in the weeks to come.</summary>
    private static PolicySet Generate(Dice dice)
    {
        var model = Basis.Grants.First(g => g.Expires is not null);
        var grants = Enumerable.Range(0, 12).Select(i => model with
        {
            Name = $"bounded-{i}",
            Id = null,
            ValidFrom = dice.Chance(50) ? Start + (Step * dice.Below(30)) : null,
            Expires = Start + (Step * (60 + dice.Below(30) - dice.Below(80))),
        }).Select(g => g.ValidFrom >= g.Expires ? g with { ValidFrom = null } : g);
        return PolicySet.Of(Basis with { Grants = [.. grants] });
    }

    private ImmutableArray<CompiledBundle> Compiled(PolicySet policy, DateTimeOffset at)
    {
        if (!compiled.TryGetValue((policy, at), out var bundles))
            compiled[(policy, at)] = bundles = [.. new PolicyCompiler([new IstioCompiler(), new OpaCompiler()]).Compile(Input(policy, at), before: null)];
        return bundles;
    }

    private (BundleScope Scope, string ContentDigest)[] Digests(PolicySet policy, DateTimeOffset at) =>
        [.. Compiled(policy, at).Select(b => (b.Scope, b.ContentDigest))];

    private static CompilationInput Input(PolicySet policy, DateTimeOffset at) => new(policy, ImmutableSortedDictionary<string, JwkSet>.Empty, at);

    private static BundleStates Read(CompiledBundle bundle, DateTimeOffset at)
    {
        var manifest = new BundleManifest { Revision = 1, Roots = [.. bundle.Roots], Scope = bundle.Scope, EffectiveAt = at, Coverage = bundle.Coverage };
        return BundleStates.Read(new VerifiedBundle(manifest, bundle.Files, "")).Value!;
    }
}
