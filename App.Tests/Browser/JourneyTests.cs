using System.Net;
using System.Net.Http.Headers;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>What people do in the console besides granting access, each in a browser of their own.</summary>
public sealed class JourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.With("approvals: 2", "approvals: 1"));
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Token_Made_OpensTheApiUntilItIsEnded()
    {
        var page = await OpenAsync("alice", "/settings/tokens");
        await page.Field("kind-api").CheckAsync();
        await page.Field("scope").SelectOptionAsync("");
        await page.Field("create").ClickAsync();
        var secret = await page.Field("secret").InnerTextAsync();
        Assert.Equal(HttpStatusCode.OK, await ReadPolicyAsync(secret));

        await page.Field("revoke").ClickAsync();
        await page.Field("confirm-revoke").ClickAsync();
        await Assertions.Expect(page.Field("empty")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await ReadPolicyAsync(secret));
    }

    [Fact]
    public async Task Change_Declined_ComesBackToItsAuthorWithTheReason()
    {
        var author = await OpenAsync("carol", "/policy/roles");
        await author.Locator("[data-name=reader] a").ClickAsync();
        await author.Field("used-by").First.WaitForAsync();
        await author.InteractiveAsync();
        var text = await author.Field("yaml").InputValueAsync();
        await author.Field("yaml").FillAsync(text.Replace("methods: [", "methods: [DELETE, ", StringComparison.Ordinal));
        await Assertions.Expect(author.Field("preview")).ToContainTextAsync("DELETE");
        await Assertions.Expect(author.Field("saved")).ToContainTextAsync("saved");
        await author.Field("review").ClickAsync();
        await author.Field("submit").ClickAsync();
        await Assertions.Expect(author.Field("state")).ToContainTextAsync("submitted");

        var approver = await OpenAsync("bob", new Uri(author.Url).PathAndQuery);
        await approver.Field("comment").FillAsync("nobody deletes through a pipeline");
        await approver.Field("decline").ClickAsync();
        await Assertions.Expect(approver.Field("state")).ToContainTextAsync("declined");

        await Assertions.Expect(author.GetByText("Declined: nobody deletes through a pipeline")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task EarlierRevision_RolledBackTo_IsADraftThatUndoesWhatCameAfter()
    {
        await console.Host.SeedAsync(SmallPolicy.With("approvals: 2", "approvals: 0"));
        var page = await OpenAsync("alice", "/revisions/1");
        await page.Field("roll-back").ClickAsync();
        await Assertions.Expect(page.Field("object-change").First).ToContainTextAsync("production");
        await Assertions.Expect(page.Field("approvals-production")).ToContainTextAsync("0 of 1");
    }

    private async Task<IPage> OpenAsync(string person, string address)
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync(person)).Pages[0];
        await page.OpenAsync(address);
        return page;
    }

    private async Task<HttpStatusCode> ReadPolicyAsync(string token)
    {
        using var client = new HttpClient { BaseAddress = console.Host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync("/api/v1/policy", TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
