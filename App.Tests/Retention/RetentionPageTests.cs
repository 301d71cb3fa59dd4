using System.Net;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Retention;

/// <summary>What the page of retention says, of a real database.</summary>
public sealed class RetentionPageTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_SaysWhatIsKept_HowMuch_AndByWhichKeyItEnds()
    {
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString, settings: ("Retention:WebhookMessageDays", "45"));
        var page = WebUtility.HtmlDecode(await (await host.SignInAsync("alice")).GetStringAsync("/settings/retention", Cancellation));
        Assert.Contains("45 days after the message", page, StringComparison.Ordinal);
        Assert.Contains("Retention__WebhookMessageDays", page, StringComparison.Ordinal);
        Assert.Contains("Decisions__CountsRetentionDays", page, StringComparison.Ordinal);
        Assert.Contains("data-name=\"Audit log\"", page, StringComparison.Ordinal);
        Assert.Contains("kB", page, StringComparison.Ordinal);
        var viewer = await (await host.SignInAsync("victor")).GetStringAsync("/settings/retention", Cancellation);
        Assert.Contains("data-test=\"no-permission\"", viewer, StringComparison.Ordinal);
        Assert.DoesNotContain("data-test=\"holding\"", viewer, StringComparison.Ordinal);
    }
}
