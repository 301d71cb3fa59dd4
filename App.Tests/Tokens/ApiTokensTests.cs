using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Tokens;

/// <summary>Whom a token of the management API stands for, and what asking costs.</summary>
public sealed class ApiTokensTests : IDisposable
{
    private static readonly Actor Ann = new(ActorKind.Person, "https://acme.okta.com", "ann", "Ann");
    private static readonly Actor Alice = new(ActorKind.Person, "demo", "alice", "Alice");

    private readonly FakeTokenStore store = new();
    private readonly FakePersonStore people = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly ConfigurationManager configuration = new();
    private readonly ApiTokens tokens;

    public ApiTokensTests()
    {
        configuration["Authentication:Roles:admins"] = "admin";
        configuration["Authentication:Roles:staging-editors"] = "editor@staging,team=payments";
        configuration["Authentication:Roles:approvers"] = "approver";
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section);
        var options = services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<SignInOptions>>();
        var owners = new TokenOwners(people, new RoleMapping(options), new HostingEnvironment { EnvironmentName = Environments.Development }, options, clock);
        tokens = new ApiTokens(store, owners, people, Options.Create(new ConsoleOptions()), clock, NullLogger<TokenMisses>.Instance);
    }

    public void Dispose()
    {
        tokens.Dispose();
        configuration.Dispose();
    }

    [Theory]
    [InlineData("admin", "admins", "admin")]
    [InlineData("editor@production", "admins", "editor@production")]
    [InlineData("admin", "staging-editors", "editor@staging,team=payments")]
    [InlineData("editor@staging,production,team=payments,team=shop", "staging-editors", "editor@staging,team=payments")]
    [InlineData("editor@production", "staging-editors", "")]
    [InlineData("editor@staging,team=shop", "staging-editors", "")]
    [InlineData("editor", "approvers", "viewer")]
    [InlineData("editor", "approvers staging-editors", "viewer editor@staging,team=payments")]
    [InlineData("viewer", "staging-editors", "viewer@staging")]
    [InlineData("admin", "unmapped", "")]
    [InlineData("admin", "", "")]
    [InlineData("admin", null, "")]
    public async Task Token_GivesNoMoreThanItsOwnersGroupsDo(string role, string? groups, string left)
    {
        people.Groups = groups?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList();
        Assert.Equal(left, await RolesAsync(Make(Ann, role)));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("viewer@staging")]
    public async Task Token_OfADemoPersonOrTheBootstrapToken_KeepsItsRole(string role)
    {
        Assert.Equal(role, await RolesAsync(Make(Alice, role)));
        Assert.Equal(role, await RolesAsync(Make(Actor.Bootstrap, role)));
        Assert.Equal(role, await RolesAsync(Make(Actor.Bootstrap with { Kind = ActorKind.Token, TokenId = Guid.NewGuid() }, role)));
    }

    [Fact]
    public async Task Token_OfADemoPerson_WhereNoneAreOffered_GivesNothing()
    {
        var text = Make(Alice, "admin");
        configuration["Authentication:DemoPeople"] = "false";
        ((IConfigurationRoot)configuration).Reload();
        Assert.Equal("", await RolesAsync(text));
    }

    [Fact]
    public async Task Groups_OfALaterSignIn_CountWithinSeconds()
    {
        people.Groups = ["admins"];
        var text = Make(Ann with { Kind = ActorKind.Token, TokenId = Guid.NewGuid() }, "admin");
        Assert.Equal("admin", await RolesAsync(text));
        people.Groups = [];
        clock.Advance(TokenOwners.RememberedFor);
        Assert.Equal("", await RolesAsync(text));
        var id = (await tokens.FindUserAsync(text, TestContext.Current.CancellationToken)).User!.Actor;
        Assert.Empty((await tokens.FindStandingAsync(id, TestContext.Current.CancellationToken))!.Roles);
    }

    [Fact]
    public async Task UnknownToken_IsAskedForOnce_AndAFloodOfThemKeepsNoTokenOut()
    {
        var own = Make(Actor.Bootstrap, "admin");
        Assert.Equal("admin", await RolesAsync(own));
        var (unknown, before) = (TokenText.Create(TokenKind.Api), store.Asked);
        for (var i = 0; i < 20; i++)
            Assert.Equal((null, TokenAbsence.Refused), await tokens.FindUserAsync(unknown, TestContext.Current.CancellationToken));
        Assert.Equal(1, store.Asked - before);

        var answers = new List<TokenAbsence>();
        for (var i = 0; i < 1000; i++)
            answers.Add((await tokens.FindUserAsync(TokenText.Create(TokenKind.Api), TestContext.Current.CancellationToken)).Absence);
        Assert.All(answers, answer => Assert.Equal(TokenAbsence.Refused, answer));
        Assert.Equal("admin", await RolesAsync(own));
        Assert.Equal("admin", await RolesAsync(Make(Actor.Bootstrap, "admin")));
    }

    [Fact]
    public async Task Token_WhileTheStoreIsAway_IsNotSaidToBeUnknown()
    {
        store.IsAway = true;
        Assert.Equal((null, TokenAbsence.Unknowable), await tokens.FindUserAsync(TokenText.Create(TokenKind.Api), TestContext.Current.CancellationToken));
    }

    private async Task<string> RolesAsync(string text) => string.Join(' ', (await tokens.FindUserAsync(text, TestContext.Current.CancellationToken)).User!.Roles);

    private string Make(Actor owner, string role)
    {
        var (text, asked) = (TokenText.Create(TokenKind.Api), RoleAssignment.Parse(role));
        store.Add(new AccessToken
        {
            Id = Guid.CreateVersion7(),
            Kind = TokenKind.Api,
            Hash = TokenText.Hash(text),
            Prefix = TokenText.Shown(text),
            Owner = owner,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = clock.GetUtcNow().AddDays(1),
            Role = asked.Role,
            Environments = asked.Environments,
            ServiceLabels = asked.Labels,
        });
        return text;
    }
}
