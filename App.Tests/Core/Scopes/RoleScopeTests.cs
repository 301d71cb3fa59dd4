using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;
using AccessConsole.Tests.Support;
using CsCheck;
using Xunit;

namespace AccessConsole.Tests.Core.Scopes;

public sealed class RoleScopeTests
{
    private static readonly string[] Environments = ["production", "staging"];
    private static readonly string[] Keys = ["data", "team"];
    private static readonly string[] Values = ["one", "two"];

    /// <summary>Every place there is in a small world, with what no scope names among it.</summary>
    private static readonly Place[] World =
    [
        .. from environment in (string?[])[null, .. Environments, "elsewhere"]
           from data in (string?[])[null, .. Values, "three"]
           from team in (string?[])[null, .. Values, "three"]
           from labels in (ValueMap?[])[null, Labels(("data", data), ("team", team))]
           select new Place(environment, labels),
    ];

    [Theory]
    [InlineData("staging", "staging", null)]
    [InlineData("staging,production", "staging,production", null)]
    [InlineData("staging, team=payments", "staging", "team=payments")]
    [InlineData("team=shop,team=payments", "", "team=payments or shop")]
    [InlineData("team=payments,staging,data=a=b", "staging", "data=a=b and team=payments")]
    public void Scope_AsPeopleWriteIt_IsRead(string text, string environments, string? labels)
    {
        var scope = RoleScope.Parse(text);
        Assert.Equal(environments, string.Join(',', scope.Environments));
        Assert.Equal(labels ?? "", string.Join(" and ", scope.Labels));
    }

    [Theory]
    [InlineData("", "no environment and no label")]
    [InlineData("staging,", "no environment and no label")]
    [InlineData("Staging", "`Staging` is no environment")]
    [InlineData("team:payments", "`team:payments` is no environment and no label")]
    [InlineData("team=", "`team=` is no label of a scope")]
    [InlineData("=payments", "is no label of a scope")]
    [InlineData("te am=payments", "is no label of a scope")]
    public void Scope_ThatCannotBeRead_SaysWhichPart(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => RoleScope.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("payments,production")]
    [InlineData("payments,team=shop")]
    [InlineData(" payments")]
    [InlineData("pay\nments")]
    [InlineData("")]
    public void Label_ThatWouldBeReadBackOtherwise_IsRefused(string value) =>
        Assert.Throws<FormatException>(() => RoleScope.LabelsOf([("team", value)]));

    [Theory]
    [InlineData("team=payments", "production", "team=payments,data=cardholder", true)]
    [InlineData("team=payments,team=shop", "production", "team=shop", true)]
    [InlineData("team=payments,data=cardholder", "production", "team=payments", false)]
    [InlineData("team=payments", "production", "team=shop", false)]
    [InlineData("team=payments", "production", "", false)]
    [InlineData("team=payments", "production", null, false)]
    [InlineData("team=payments", null, "team=payments", true)]
    [InlineData("staging,team=payments", null, "team=payments", false)]
    [InlineData("staging,team=payments", "production", "team=payments", false)]
    [InlineData("staging", "staging", null, true)]
    [InlineData("staging", null, null, false)]
    public void Scope_CoversAPlace_WhereEnvironmentAndEveryLabelHold(string scope, string? environment, string? labels, bool covers) =>
        Assert.Equal(covers, RoleScope.Parse(scope).Covers(new Place(environment, labels is null ? null : Map(labels))));

    [Fact]
    public void Scope_Printed_IsReadBackTheSame() => Dice.Gen.Sample(dice =>
    {
        var scope = Scope(dice);
        Assert.Equal(scope, scope.IsEverywhere ? scope : RoleScope.Parse(scope.ToString()));
    });

    [Fact]
    public void Scope_IncludesAnother_ExactlyIfItCoversEveryPlaceOfIt() => Dice.Gen.Sample(dice =>
    {
        var (one, other) = (Scope(dice), Scope(dice));
        Assert.Equal(World.Where(other.Covers).All(one.Covers), one.Includes(other));
    });

    [Fact]
    public void Scope_CoversAPlaceWithMoreLabels_WhereItCoversOneWithFewer() => Dice.Gen.Sample(dice =>
    {
        var scope = Scope(dice);
        foreach (var place in World.Where(p => p.Labels is not null && scope.Covers(p)))
            Assert.All(World.Where(more => more.Environment == place.Environment && more.Labels?.Contains(place.Labels!) == true), more => Assert.True(scope.Covers(more), $"{scope} on {more}"));
    });

    [Fact]
    public void Everywhere_CoversAllThereIs_AndNoOtherScopeDoes() => Dice.Gen.Sample(dice =>
    {
        Assert.All(World, place => Assert.True(RoleScope.Everywhere.Covers(place)));
        var scope = Scope(dice);
        Assert.Equal(scope.IsEverywhere, scope.Covers(new Place(null, null)));
    });

    private static RoleScope Scope(Dice dice) => new(
        dice.Chance(30) ? [] : dice.Some(Environments).ToValueList(),
        dice.Chance(30) ? [] : RoleScope.LabelsOf(dice.Some(Keys).SelectMany(key => dice.Some(Values).Select(value => (key, value)))));

    private static ValueMap Labels(params (string Key, string? Value)[] labels) =>
        new(labels.Where(label => label.Value is not null).Select(label => KeyValuePair.Create(label.Key, label.Value!)));

    private static ValueMap Map(string text) =>
        new(text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).Select(part => KeyValuePair.Create(part[0], part[1])));
}
