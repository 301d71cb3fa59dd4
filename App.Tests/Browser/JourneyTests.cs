using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AccessConsole.Signing;
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

    [Fact]
    public async Task Rollout_FollowsWhatEnginesReport_AndRollsBack()
    {
        var asked = new { kind = "puller", environment = "production", target = "opa", expires = DateTimeOffset.UtcNow.AddDays(1) };
        using var made = await console.Host.Bootstrap.PostAsJsonAsync("/api/v1/tokens", asked, TestContext.Current.CancellationToken);
        var token = await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        using var puller = console.Host.WithToken(token.GetProperty("token").GetString()!);
        var page = await OpenAsync("alice", "/rollout");
        await Assertions.Expect(page.Field("no-points")).ToBeVisibleAsync();
        await ReportAsync(puller, "1", "");
        await Assertions.Expect(page.Locator("[data-name=berlin-1] [data-test=point-state]")).ToHaveTextAsync("current");
        await console.Host.SeedAsync(SmallPolicy.With("/status/**", "/state/**"));
        await Assertions.Expect(page.Locator("[data-name=berlin-1] [data-test=point-state]")).ToHaveTextAsync("behind");
        await Assertions.Expect(page.Field("arrived")).ToContainTextAsync("0 of 1 enforcement point");
        await ReportAsync(puller, "1", "opa: [emerg] no such upstream");
        await Assertions.Expect(page.Locator("[data-name=berlin-1] [data-test=point-state]")).ToHaveTextAsync("failing");
        await Assertions.Expect(page.Field("laggard")).ToContainTextAsync("[emerg] no such upstream");
        await ReportAsync(puller, "2", "");
        await Assertions.Expect(page.Field("arrived")).ToContainTextAsync("1 of 1 enforcement point");
        await Assertions.Expect(page.Field("laggard")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Field("outcome")).ToHaveTextAsync("met");
        await page.Field("chip-failing").ClickAsync();
        await Assertions.Expect(page.Field("empty")).ToBeVisibleAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/rollout\\?state=failing$"));

        await page.Field("roll-back").ClickAsync();
        await Assertions.Expect(page.Field("object-change").Filter(new() { HasText = "reader" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Settings_SayHowPeopleSignInAndWhichKeysAreLive()
    {
        var page = await OpenAsync("victor", "/settings");
        await Assertions.Expect(page.Field("provider")).ToContainTextAsync("demo people");
        await Assertions.Expect(page.Field("roles")).ToContainTextAsync("shown to admins and auditors");
        await Assertions.Expect(page.Field("signing-key")).ToHaveTextAsync(console.Host.Get<SigningKeyRing>().Live[0].KeyId);
        await Assertions.Expect(page.Field("issuer").First).ToBeVisibleAsync();
    }

    private static async Task ReportAsync(HttpClient puller, string revision, string error)
    {
        var bundle = new { active_revision = revision, message = error };
        var report = JsonSerializer.Serialize(new { labels = new { name = "berlin-1", puller = "accessctl" }, bundles = new { access = bundle } });
        using var answer = await puller.PostAsync("/v1/status", new StringContent(report, new MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
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
