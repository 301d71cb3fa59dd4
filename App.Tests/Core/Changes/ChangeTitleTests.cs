using System.Collections.Immutable;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Core.Changes;

public sealed class ChangeTitleTests
{
    private static readonly AccessDiff NoAccess = new(ImmutableArray<AccessChange>.Empty);

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "environment e0: display is set to v0")]
    [InlineData(1201, "environment e0: display is set to v0 and 1,200 more")]
    public void Title_OfAChange_IsItsFirstSentenceAndHowMuchMoreThereIs(int changes, string? title) =>
        Assert.Equal(title, ChangeTitle.Of(NoAccess, () => Set(changes, i => $"v{i}")));

    [Fact]
    public void Title_OfALongSentence_IsCutAndOnOneLine()
    {
        var title = ChangeTitle.Of(NoAccess, () => Set(2, _ => "a\nb" + new string('x', 500)))!;
        Assert.EndsWith("… and 1 more", title, StringComparison.Ordinal);
        Assert.InRange(title.Length, 100, ChangeTitle.MaxCharacters);
        Assert.Null(ChangeTitle.Problem(title));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(" ", true)]
    [InlineData("PAY-7: Grüße 🙂", true)]
    [InlineData("two\nlines", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("a\u0000b", false)]
    public void Title_OfAPerson_IsOneLineThatReadsAsItIsWritten(string? title, bool isTaken) => Assert.Equal(isTaken, ChangeTitle.Problem(title) is null);

    [Fact]
    public void Title_IsBounded()
    {
        Assert.Null(ChangeTitle.Problem(new string('x', ChangeTitle.MaxCharacters)));
        Assert.Contains("use at most 250", ChangeTitle.Problem(new string('x', ChangeTitle.MaxCharacters + 1)), StringComparison.Ordinal);
        Assert.Equal(ChangeTitle.MaxCharacters, ChangeTitle.Fit(new string('x', 5000)).Length);
    }

    private static ConfigurationDiff Set(int count, Func<int, string> value) =>
        new([.. Enumerable.Range(0, count).Select(i => new ConfigurationChange(new PolicyReference(PolicyKind.Environment, $"e{i}"), "display", null, value(i), []))]);
}
