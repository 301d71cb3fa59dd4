using AccessConsole.Components.Pages.Drafts;
using AccessConsole.Components.Pages.Requests;
using AccessConsole.Components.Pages.Revisions;
using AccessConsole.Components.Pages.Settings;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Lists that the database searches: the field is where the slash leads, and the address has what is searched for.</summary>
public sealed class SearchFieldTests : PageContext
{
    private readonly FakeTokenStore tokens = new();

    public SearchFieldTests()
    {
        Services.AddSingleton<ITokenStore>(tokens).AddSingleton<TokenCache>().AddSingleton<TokenIssuer>().AddSingleton(new TokenMisses(tokens, NullLogger<TokenMisses>.Instance))
            .AddSingleton<IGrantRequestStore>(new FakeGrantRequestStore());
        SignIn(Console.Alice);
    }

    [Fact]
    public async Task Drafts_AreSearched_WithinTheView()
    {
        foreach (var title in new[] { "Open payments", "Open shop" })
            await Console.Workflow.CreateAsync(Console.Carol, new NewDraft(title, PolicyPatch.Empty), Cancellation);
        var page = Open<DraftsPage>("/drafts?show=editing");
        Assert.Equal(2, page.FindAll("[data-test=draft]").Count);
        page.Find("[data-search]").Change(" shop ");
        Assert.EndsWith("/drafts?show=editing&q=shop", Navigation.Uri, StringComparison.Ordinal);

        page = Open<DraftsPage>(Navigation.Uri);
        Assert.Contains("Open shop", Assert.Single(page.FindAll("[data-test=draft]")).TextContent, StringComparison.Ordinal);
        page.Find("[data-test=show-mine]").Click();
        Assert.EndsWith("/drafts?show=mine&q=shop", Navigation.Uri, StringComparison.Ordinal);
        page = Open<DraftsPage>("/drafts?q=nothing");
        Assert.Contains("No draft matches", page.Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
        Assert.Equal("/drafts", page.Find("[data-test=clear]").GetAttribute("href"));
    }

    [Fact]
    public void Revisions_AreSearched_PageByPage()
    {
        for (var number = 1; number <= (2 * RevisionsViewModel.PageSize) + 2; number++)
            Console.History.Revisions.Add(new Revision(number, Console.Now, Console.Now, Console.Alice.Actor, number % 2 == 0 ? "PAY & more" : "other", PolicyDigest.Empty, Draft: null, RolledBackTo: null, []));
        var page = Open<RevisionsPage>("/revisions?q=pay");
        Assert.Equal(RevisionsViewModel.PageSize, page.FindAll("[data-test=revision]").Count);
        Assert.Equal("/revisions?q=pay&before=4", page.Find("[data-test=next]").GetAttribute("href"));
        page = Open<RevisionsPage>("/revisions?q=pay&before=4");
        Assert.Equal("2", Assert.Single(page.FindAll("[data-test=revision]")).GetAttribute("data-number"));
        page.Find("[data-search]").Change("a&b");
        Assert.EndsWith("/revisions?q=a%26b", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("No revision matches", Open<RevisionsPage>(Navigation.Uri).Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_ThatIsPastedWhole_IsFoundByItsBeginAlone()
    {
        var text = TokenText.Create(TokenKind.Puller);
        foreach (var prefix in new[] { TokenText.Shown(text), "accp_other" })
            tokens.Add(new AccessToken { Id = Guid.CreateVersion7(), Kind = TokenKind.Puller, Hash = new byte[32], Prefix = prefix, Owner = Console.Alice.Actor, CreatedAt = Console.Now, ExpiresAt = Console.Now.AddDays(1), Environment = "production", Target = Target.Opa });
        var page = Open<TokensPage>("/settings/tokens");
        Assert.Equal(2, page.FindAll("[data-test=token]").Count);
        page.Find("[data-search]").Change(text);
        Assert.EndsWith($"/settings/tokens?q={TokenText.Shown(text)}", Navigation.Uri, StringComparison.Ordinal);

        page = Open<TokensPage>(Navigation.Uri);
        Assert.Contains(TokenText.Shown(text), Assert.Single(page.FindAll("[data-test=token]")).TextContent, StringComparison.Ordinal);
        Assert.Contains("No token matches", Open<TokensPage>("/settings/tokens?q=nothing").Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_AreSearched_WithinTheView()
    {
        var page = Open<RequestsPage>("/requests?show=waiting");
        page.Find("[data-search]").Change("carol");
        Assert.EndsWith("/requests?show=waiting&q=carol", Navigation.Uri, StringComparison.Ordinal);
        Assert.Contains("No request matches", Open<RequestsPage>(Navigation.Uri).Find("[data-test=empty]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<TPage> Open<TPage>(string address)
        where TPage : IComponent
    {
        Navigation.NavigateTo(address);
        var page = Render<TPage>();
        page.WaitForElement("[data-search]");
        return page;
    }
}
