using AccessConsole.Auditing;
using AccessConsole.Components.Pages.Settings;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessConsole.Tests.Components;

public sealed class TokensPageTests : PageContext
{
    private readonly FakeTokenStore tokens = new();

    public TokensPageTests()
    {
        Services.AddSingleton<ITokenStore>(tokens).AddSingleton<TokenCache>().AddSingleton<RefusalLog>().AddSingleton<RequestRefusals>().AddSingleton<TokenIssuer>().AddSingleton(new TokenMisses(tokens, NullLogger<TokenMisses>.Instance));
        SignIn(Console.Alice);
    }

    [Fact]
    public void Token_Made_IsShownOnceAndListed()
    {
        var page = Open();
        page.Find("[data-test=purpose]").Input("gateway berlin-1");
        page.Find("[data-test=create]").Click();
        var secret = page.Find("[data-test=secret]").TextContent;
        Assert.StartsWith("accp_", secret, StringComparison.Ordinal);
        Assert.Contains("gateway berlin-1", Assert.Single(page.FindAll("[data-test=token]")).TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Open().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Puller_RegisteredBySpiffeId_IsListedByItAndHasNoSecret()
    {
        var page = Open();
        page.Find("[data-test=spiffe-id]").Input("spiffe://acme.example/gateways/berlin-1");
        page.Find("[data-test=create]").Click();
        Assert.Empty(page.FindAll("[data-test=secret]"));
        Assert.Contains("curl --cert", page.Find("[data-test=registered]").TextContent, StringComparison.Ordinal);
        Assert.Contains("spiffe://acme.example/gateways/berlin-1", Assert.Single(page.FindAll("[data-test=token]")).TextContent, StringComparison.Ordinal);

        page.Find("[data-test=create]").Click();
        Assert.Contains("registered already", page.Find("#spiffe-id-notes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ApiToken_BeginsAsAViewerOfOneEnvironment()
    {
        var page = Open();
        page.Find("[data-test=kind-api]").Change(true);
        page.Find("[data-test=create]").Click();
        Assert.Contains("viewer in production", page.Find("[data-test=token]").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expires", "2031-01-01", "366 days")]
    [InlineData("expires", "", "366 days")]
    [InlineData("service", "No Such Name!", "no service's name")]
    [InlineData("spiffe-id", "spiffe://acme.example", "no SPIFFE ID")]
    public void BadField_SaysWhatIsWrongAndMakesNothing(string field, string value, string problem)
    {
        var page = Open();
        page.Find($"[data-test={field}]").Input(value);
        page.Find("[data-test=create]").Click();
        Assert.Contains(problem, page.Find($"#{field}-notes").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-test=empty]"));
    }

    [Fact]
    public void Token_Ended_StaysToBeSeen()
    {
        var page = Open();
        page.Find("[data-test=create]").Click();
        page.Find("[data-test=revoke]").Click();
        page.Find("[data-test=keep]").Click();
        page.Find("[data-test=revoke]").Click();
        page.Find("[data-test=confirm-revoke]").Click();
        Assert.Empty(page.FindAll("[data-test=token]"));
        Assert.Empty(page.FindAll("[data-test=secret]"));
        page.Find("[data-test=show-ended]").Click();
        Assert.Contains("revoked", page.Find("[data-test=token]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ApiToken_HeldToServices_IsListedSo_AndReadersHaveNoSuchField()
    {
        var page = Open();
        page.Find("[data-test=kind-api]").Change(true);
        Assert.Empty(page.FindAll("[data-test=service-labels]"));
        page.Find("[data-test=role]").Change("editor");
        page.Find("[data-test=service-labels]").Input("payments");
        page.Find("[data-test=create]").Click();
        Assert.Contains("no label of a scope", page.Find("#service-labels-notes").TextContent, StringComparison.Ordinal);
        page.Find("[data-test=service-labels]").Input("team=payments, team=ledger, data=cardholder");
        page.Find("[data-test=create]").Click();
        Assert.Contains("editor in production, for services with data=cardholder and team=ledger or payments", page.Find("[data-test=token]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_SeesWhomToAsk()
    {
        SignIn(Console.Carol);
        var page = Open();
        Assert.Contains("admins", page.Find("[data-test=no-permission]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-test=create]"));
    }

    [Fact]
    public void Admin_OfOneEnvironment_IsRefusedATokenOfAnother()
    {
        SignIn(Console.Alice with { Roles = [new RoleAssignment(ConsoleRole.Admin, ["staging"])] });
        var page = Open();
        page.Find("[data-test=create]").Click();
        Assert.Contains("where you are no admin", page.Find("[data-test=refusal]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_Away_IsSaid()
    {
        tokens.IsAway = true;
        Assert.NotEmpty(Open().FindAll("[data-test=failed]"));
    }

    private IRenderedComponent<TokensPage> Open()
    {
        Navigation.NavigateTo("/settings/tokens");
        return Render<TokensPage>();
    }
}
