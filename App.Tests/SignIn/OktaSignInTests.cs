using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>Sign-in by a real OpenID Connect provider that behaves as Okta does, in a real browser.</summary>
public sealed class OktaSignInTests(OktaSignInTests.Trust trust) : IClassFixture<OktaSignInTests.Trust>
{
    private static readonly ProviderPerson Ann = new("00u1ann", new JsonObject { ["name"] = "Ann Editor", ["groups"] = new JsonArray("everyone", "shop-editors") });
    private static readonly ProviderPerson Zoe = new("00u2zoe", new JsonObject { ["name"] = "Zoe Stranger", ["groups"] = new JsonArray("everyone") });

    [Fact]
    public async Task Person_WhoseGroupIsMapped_HasItsRole()
    {
        await using var session = await StartAsync();

        await session.SignInAsync(Ann.Id);

        await Assertions.Expect(session.Field("person")).ToContainTextAsync("Ann Editor");
        await Assertions.Expect(session.Field("person")).ToContainTextAsync("staging");
    }

    [Fact]
    public async Task Person_WithoutAMappedGroup_SeesNothing()
    {
        await using var session = await StartAsync();

        await session.SignInAsync(Zoe.Id);

        await Assertions.Expect(session.Page.Locator("h1")).ToContainTextAsync("no role");
        var api = await session.Page.APIRequest.GetAsync("/api/v1/policy");
        Assert.Equal(403, api.Status);
    }

    [Fact]
    public async Task Person_WhomTheProviderRefuses_IsToldSo()
    {
        await using var session = await StartAsync();

        await session.SignInAsync("nobody");

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not sign you in");
    }

    [Fact]
    public async Task SignOut_EndsTheSessionAtTheProviderToo()
    {
        await using var session = await StartAsync();
        await session.SignInAsync(Ann.Id);

        await session.Field("sign-out").First.ClickAsync();

        await Assertions.Expect(session.Field("provider")).ToBeVisibleAsync();
        Assert.StartsWith("ey", session.Provider.SignOutHint, StringComparison.Ordinal);
        await session.Field("provider").ClickAsync();
        await Assertions.Expect(session.Choice(Ann.Id)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SecondSignIn_AsksNothing_UnlessProofIsAskedFor()
    {
        await using var session = await StartAsync();
        await session.SignInAsync(Ann.Id);
        await Assertions.Expect(session.Field("person")).ToBeVisibleAsync();

        await session.Page.GotoAsync("/signin/provider?returnUrl=/revisions");
        await Assertions.Expect(session.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/revisions$"));
        await session.Page.GotoAsync("/signin/again?returnUrl=/drafts");

        await session.Choice(Ann.Id).ClickAsync();
        await Assertions.Expect(session.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/drafts$"));
    }

    [Fact]
    public async Task Session_ThatEnds_EndsInAnOpenCircuit()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var session = await StartAsync(clock);
        await session.SignInAsync(Ann.Id);
        await session.Page.Locator("body[data-interactive=true]").WaitForAsync();

        clock.Advance(TimeSpan.FromHours(9));

        await session.Field("nav-grants").First.ClickAsync();
        await Assertions.Expect(session.Field("session-ended")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Failures_AreRecorded()
    {
        await using var session = await StartAsync();
        await session.SignInAsync("nobody");
        await Assertions.Expect(session.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        var events = await session.Page.APIRequest.GetAsync(
            "/api/v1/audit?limit=10", new APIRequestContextOptions { Headers = [new("Authorization", $"Bearer {ConsoleHost.BootstrapToken}")] });

        Assert.Contains(AuditActions.SignInFailed, await events.TextAsync(), StringComparison.Ordinal);
    }

    private async Task<ProviderSession> StartAsync(TimeProvider? clock = null)
    {
        ProviderSession.SkipWithoutBrowser();
        if (clock is null)
            return await ProviderSession.StartAsync(trust.Provider, trust.Console.Address);
        var console = await trust.StartConsoleAsync(clock);
        return await ProviderSession.StartAsync(trust.Provider, console.Address, console);
    }

    /// <summary>A provider, and a console that trusts it.</summary>
    public sealed class Trust(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly DatabaseFixture database = new(postgres);

        public LoopbackProvider Provider { get; private set; } = null!;

        public ConsoleHost Console { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await database.InitializeAsync();
            Provider = await LoopbackProvider.StartAsync(ProviderShape.Okta, Ann, Zoe);
            Console = await StartConsoleAsync();
        }

        /// <summary>Another console that trusts it, with a clock of its own.</summary>
        public Task<ConsoleHost> StartConsoleAsync(TimeProvider? clock = null) => ConsoleHost.StartAsync(
            database.ConnectionString,
            clock: clock,
            settings:
            [
                ("Authentication:DemoPeople", "false"),
                ("Authentication:OpenId:Authority", Provider.Address),
                ("Authentication:OpenId:ClientId", LoopbackProvider.ClientId),
                ("Authentication:OpenId:ClientSecret", LoopbackProvider.ClientSecret),
                ("Authentication:Roles:shop-editors", "editor@staging"),
            ]);

        public async ValueTask DisposeAsync()
        {
            await Console.DisposeAsync();
            await Provider.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
