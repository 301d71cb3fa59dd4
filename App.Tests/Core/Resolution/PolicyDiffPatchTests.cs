using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Resolution;

public sealed class PolicyDiffPatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Apply_OfThePatch_MakesTheDocument() => Dice.Gen.Sample(
        dice =>
        {
            var ids = new IdSource();
            var before = Policy(dice, ids);
            var after = Shuffle(dice, before.ToDocument(), PolicyGen.Document(dice, Now), ids);
            var patch = PolicyDiffPatch.Between(before, after, ids.Next);
            var result = before.Apply(patch).ToDocument();
            Assert.Equal(WithoutMadeIds(after, after), WithoutMadeIds(result, after));
            Assert.All(result.Objects().Where(o => o.Kind != PolicyKind.Pipeline), o => Assert.NotNull(o.Id));
        },
        iter: 500);

    [Fact]
    public void Between_ADocumentWithoutIds_ChangesNothing() => Dice.Gen.Sample(
        dice =>
        {
            var ids = new IdSource();
            var before = Policy(dice, ids);
            var bare = PolicyDocument.Of(before.ToDocument().Objects().Select(o => o with { Id = null }));
            Assert.True(PolicyDiffPatch.Between(before, bare, ids.Next).IsEmpty);
        },
        iter: 100);

    [Fact]
    public void Between_TwoGrantsThatSwapNames_KeepsTheirIds()
    {
        var ids = new IdSource();
        var before = Policy(new Dice(3), ids);
        var (first, second) = (before.Grants.Values.First(), before.Grants.Values.Last());
        var swapped = PolicyDocument.Of(before.ToDocument().Objects().Select(o => o == first ? o with { Name = second.Name } : o == second ? o with { Name = first.Name } : o));
        var after = before.Apply(PolicyDiffPatch.Between(before, swapped, ids.Next));
        Assert.NotEqual(first.Name, second.Name);
        Assert.Equal((second.Id, first.Id), (after.Grants[first.Name].Id, after.Grants[second.Name].Id));
    }

    [Fact]
    public void Between_AnObjectOfAKnownIdAndAnotherName_IsARename()
    {
        var ids = new IdSource();
        var before = Policy(new Dice(3), ids);
        var grant = before.Grants.Values.First();
        var renamed = PolicyDocument.Of(before.ToDocument().Objects().Select(o => o == grant ? o with { Name = "renamed" } : o));
        var patch = PolicyDiffPatch.Between(before, renamed, ids.Next);
        Assert.Equal([grant with { Name = "renamed" }], patch.Upserts);
        Assert.Empty(patch.Deletes);
    }

    private static PolicySet Policy(Dice dice, IdSource ids) =>
        PolicySet.Of(PolicyDocument.Of(PolicyGen.Document(dice, Now).Objects().Select(o => o.Id is null ? o with { Id = ids.Next() } : o)));

    /// <summary>Grants kept, renamed, dropped, stripped of ids and taken from another policy; the rest as it stands.</summary>
    private static PolicyDocument Shuffle(Dice dice, PolicyDocument document, PolicyDocument other, IdSource ids)
    {
        var names = document.Grants.Select(g => g.Name).OrderBy(_ => dice.Below(1000)).ToArray();
        var kept = document.Grants.Select((g, i) => dice.Below(5) switch
        {
            0 => g with { Id = null },
            1 => g with { Reason = "another" },
            2 => g with { Id = ids.Next() },
            _ => g,
        } with
        { Name = dice.Chance(30) ? names[i] : g.Name });
        var fresh = other.Grants.Where(g => document.Roles.Any(r => r.Name == g.Role));
        var grants = kept.Where(_ => dice.Chance(80)).Concat(fresh).DistinctBy(g => g.Name);
        return document with { Grants = [.. grants], Tests = [] };
    }

    private static IEnumerable<string> WithoutMadeIds(PolicyDocument document, PolicyDocument wanted)
    {
        var given = wanted.Objects().Where(o => o.Id is not null).Select(o => o.Reference).ToHashSet();
        return document.Objects().OrderBy(o => o.Reference).Select(o => (given.Contains(o.Reference) ? o : o with { Id = null }).ToString()!);
    }

    private sealed class IdSource
    {
        private int count;

        public Guid Next() => new(++count, 0, 0, new byte[8]);
    }
}
