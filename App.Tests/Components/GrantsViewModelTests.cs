using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class GrantsViewModelTests
{
    [Fact]
    public void Page_OfManyGrants_HoldsOnePageOfThem()
    {
        var model = Model(240);
        model.Show(new GrantQuery { Page = 2 });
        Assert.Equal((240, GrantsViewModel.PageSize), (model.Total, model.Rows.Count));
        Assert.Equal("grant-050", model.Rows[0].Name);
    }

    [Fact]
    public void Page_BeyondTheEnd_IsTheLast()
    {
        var model = Model(60);
        model.Show(new GrantQuery { Page = 99 });
        Assert.Equal((2, 10), (model.Query.Page, model.Rows.Count));
    }

    [Theory]
    [InlineData("", "deny", "", "", 20)]
    [InlineData("grant-00", "", "", "", 10)]
    [InlineData("PIPELINE-7", "", "", "", 1)]
    [InlineData("grant-00 role", "allow", "", "", 6)]
    [InlineData("", "", "staging", "", 30)]
    [InlineData("", "", "", "soon", 1)]
    [InlineData("", "", "", "expired", 1)]
    [InlineData("", "", "", "never", 58)]
    [InlineData("nothing-like-it", "", "", "", 0)]
    public void Filter_OfEachKind_LeavesWhatItMeans(string text, string effect, string environment, string expiry, int expected)
    {
        var model = Model(60);
        model.Show(new GrantQuery { Text = text, Effect = effect, Environment = environment, Expiry = expiry });
        Assert.Equal(expected, model.Total);
    }

    [Fact]
    public void Address_OfAQuery_HoldsOnlyWhatItSays() => Assert.Equal(
        "/grants?q=a%26b&effect=deny&page=3", new GrantQuery { Text = "a&b", Effect = "deny", Page = 3 }.Address);

    private static GrantsViewModel Model(int count)
    {
        var grants = Enumerable.Range(0, count).Select(i => new Grant
        {
            Name = $"grant-{i:000}",
            Effect = i % 3 == 0 ? Effect.Deny : Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = new Selector.Names([$"pipeline-{i:00}".Replace("-0", "-", StringComparison.Ordinal)]) },
            Role = "role",
            Environments = i % 2 == 0 ? ["staging"] : ["production"],
            Expires = i switch { 1 => Console.Now.AddDays(3), 2 => Console.Now.AddDays(-3), _ => null },
        });
        var console = new Console();
        var policy = console.Live.Current.Policy.ToDocument();
        var pipelines = Enumerable.Range(0, count).Select(i => policy.Pipelines[0] with
        {
            Id = new Guid(i + 1, 0, 0, new byte[8]),
            Name = $"pipeline-{i:00}".Replace("-0", "-", StringComparison.Ordinal),
            Slug = $"p{i}",
        });
        var many = new Console(policy with
        {
            Grants = grants.ToValueList(),
            Pipelines = pipelines.DistinctBy(p => p.Name).ToValueList(),
            Roles = [policy.Roles[0] with { Name = "role" }],
        });
        return new GrantsViewModel(many.Live, many.Clock);
    }
}
