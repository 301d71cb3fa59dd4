using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Bunit;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class GrantUsePanelTests : PageContext
{
    private DateTimeOffset Now => Console.Clock.GetUtcNow();

    [Fact]
    public async Task Grant_SaysWhereAndWhenItWasUsedLast()
    {
        SignIn(Console.Alice);
        await UseAsync("production", Now.AddDays(-2), "granted");
        await UseAsync("production", Now.AddDays(-1), "granted");
        await UseAsync("production", Now.AddDays(-3), "rate_limited");
        await UseAsync("staging", Now.AddDays(-5), "granted");

        var panel = Show("payments-migrates");

        Assert.Contains(At(-1), panel.Find("[data-test=last-used]").TextContent, StringComparison.Ordinal);
        var places = panel.FindAll("li").Select(place => place.TextContent).ToArray();
        Assert.Equal(2, places.Length);
        Assert.Contains("3 decisions", places[0], StringComparison.Ordinal);
        Assert.Contains(At(-5), places[1], StringComparison.Ordinal);
        Assert.Contains("4 decisions are counted", panel.Find("[data-test=coverage]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/decisions?grant=payments-migrates", panel.Find("[data-test=grant-decisions]").GetAttribute("href"));
    }

    [Fact]
    public async Task Grant_IsSaidToBeUsedOnlyWhereThePersonMaySee()
    {
        SignIn(Console.Alice with { Roles = [new RoleAssignment(ConsoleRole.Viewer, ["staging"])] });
        await UseAsync("production", Now, "granted");

        var panel = Show("payments-migrates");

        Assert.NotNull(panel.Find("[data-test=never-used]"));
        Assert.Contains("whose role holds everywhere", panel.Find("[data-test=coverage]").TextContent, StringComparison.Ordinal);
    }

    private static string At(int days) => Components.Console.Now.AddDays(days).UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private IRenderedComponent<GrantUsePanel> Show(string grant) => Render<GrantUsePanel>(parameters => parameters.Add(panel => panel.Name, grant));

    private Task<int> UseAsync(string environment, DateTimeOffset at, string reason) => Decisions.AddAsync([Console.Granted(at) with { Environment = environment, Reason = reason }], [], Cancellation);
}
