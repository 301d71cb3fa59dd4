using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>Sign-in by a real OpenID Connect provider that behaves as Entra does, in a real browser.</summary>
public sealed class EntraSignInTests(EntraSignInTests.Trust trust) : IClassFixture<EntraSignInTests.Trust>
{
    private const string Admins = "5f0c0000-0000-4000-8000-00000000000a";

    private static readonly ProviderPerson ByAppRole = Person("kim", new JsonObject { ["roles"] = new JsonArray("Access.Approver") });
    private static readonly ProviderPerson ByGroup = Person("lee", new JsonObject { ["groups"] = new JsonArray(Admins) });

    /// <summary>In more groups than fit: the token says where they are instead.</summary>
    private static readonly ProviderPerson BeyondToken = Person(
        "max",
        new JsonObject
        {
            ["_claim_names"] = new JsonObject { ["groups"] = "src1" },
            ["_claim_sources"] = new JsonObject { ["src1"] = new JsonObject { ["endpoint"] = "https://graph.windows.net/elsewhere" } },
        }) with
    { GroupsBeyondToken = [.. Enumerable.Range(0, 250).Select(i => $"00000000-0000-4000-8000-{i:D12}"), Admins] };

    [Theory]
    [InlineData("kim", "approver")]
    [InlineData("lee", "admin")]
    [InlineData("max", "admin")]
    public async Task Person_ByAppRoleGroupOrGraph_HasTheRole(string person, string role)
    {
        await using var session = await StartAsync();
        var askedBefore = session.Provider.GraphCalls;

        await session.SignInAsync(person);

        await Assertions.Expect(session.Field("person")).ToContainTextAsync(role, new LocatorAssertionsToContainTextOptions { IgnoreCase = true });
        Assert.Equal(person == "max" ? 1 : 0, session.Provider.GraphCalls - askedBefore);
    }

    [Fact]
    public async Task Graph_ThatDoesNotAnswer_LetsNobodyInWithFewerRights()
    {
        await using var session = await StartAsync();
        session.Provider.IsGraphDown = true;

        await session.SignInAsync("max");

        await Assertions.Expect(session.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did not sign you in");
    }

    [Fact]
    public async Task SignOut_EndsTheSessionAtTheProviderToo()
    {
        await using var session = await StartAsync();
        await session.SignInAsync("lee");

        await session.Field("sign-out").First.ClickAsync();

        await Assertions.Expect(session.Field("provider")).ToBeVisibleAsync();
        Assert.NotNull(session.Provider.SignOutHint);
    }

    private static ProviderPerson Person(string id, JsonObject claims)
    {
        claims["oid"] = $"0b1ec700-0000-4000-8000-{id.Length:D12}";
        claims["tid"] = ProviderShape.EntraTenant;
        claims["name"] = $"{id} of Entra";
        claims["preferred_username"] = $"{id}@acme.example";
        claims["ver"] = "2.0";
        return new ProviderPerson(id, claims);
    }

    private async Task<ProviderSession> StartAsync()
    {
        ProviderSession.SkipWithoutBrowser();
        trust.Provider.IsGraphDown = false;
        return await ProviderSession.StartAsync(trust.Provider, trust.Console.Client.BaseAddress!);
    }

    /// <summary>A provider, and a console of its own process, whose trust in the provider's certificate is the process's.</summary>
    public sealed class Trust(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly DatabaseFixture database = new(postgres);
        private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

        public LoopbackProvider Provider { get; private set; } = null!;

        public ConsoleProcess Console { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await database.InitializeAsync();
            Provider = await LoopbackProvider.StartAsync(ProviderShape.Entra, ByAppRole, ByGroup, BeyondToken);
            var authorities = Path.Combine(directory.Path, "authorities.pem");
            await File.WriteAllTextAsync(authorities, Provider.Authority, TestContext.Current.CancellationToken);
            Console = await ConsoleProcess.StartAsync(
                database.ConnectionString,
                directory.Path,
                ("SSL_CERT_FILE", authorities),
                ("Authentication__DemoPeople", "false"),
                // An admin signs in here, and the tests share the database.
                ("Console__KeepBootstrapToken", "true"),
                ("Authentication__Entra__Instance", Provider.Address),
                ("Authentication__Entra__TenantId", ProviderShape.EntraTenant),
                ("Authentication__Entra__ClientId", LoopbackProvider.ClientId),
                ("Authentication__Entra__ClientSecret", LoopbackProvider.ClientSecret),
                ("Authentication__GraphEndpoint", Provider.Address),
                ("Authentication__Roles__Access.Approver", "approver"),
                ($"Authentication__Roles__{Admins}", "admin"),
                ("Console__OutboundAllowed__0", "localhost"));
        }

        public async ValueTask DisposeAsync()
        {
            await Console.DisposeAsync();
            await Provider.DisposeAsync();
            directory.Dispose();
            await database.DisposeAsync();
        }
    }
}
