using AccessConsole.Core.Ports;
using AccessConsole.Tests.SignIn;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>An approval that is a sign-in, as a person gives it in a browser.</summary>
public sealed class ApproveBySignInTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Person_ApprovesByProvingWhoTheyAre()
    {
        ProviderSession.SkipWithoutBrowser();
        var console = new SignedConsole(postgres);
        await console.InitializeAsync();
        await using var session = await ProviderSession.StartAsync(console.Provider, console.Host.Address, console);
        var (draft, digest) = await console.SubmitAsync();
        await session.SignInAsync(SignedConsole.BobsId);
        await Assertions.Expect(session.Field("person")).ToContainTextAsync("Bob Approver");

        await session.Page.GotoAsync($"/drafts/{draft}");
        await session.Page.Locator("body[data-interactive=true]").WaitForAsync();
        // Without an event: what was typed last may not have reached the console when the button is pressed.
        await session.Field("comment").EvaluateAsync("field => field.value = 'looked at it twice'");
        await session.Field("approve-by-sign-in").ClickAsync();
        // Whatever session there is at the provider: it asks.
        await session.Choice(SignedConsole.BobsId).ClickAsync();

        await Assertions.Expect(session.Field("approval")).ToContainTextAsync("looked at it twice");
        await Assertions.Expect(session.Field("approve-by-sign-in-reason")).ToContainTextAsync("you approved this change already");
        var stored = await console.Database.Get<IDraftStore>().FindAsync(Guid.Parse(draft), TestContext.Current.CancellationToken);
        Assert.Equal(digest, stored!.Approvals.Single().Digest);
        Assert.StartsWith("eyJ", stored.Approvals.Single().IdToken, StringComparison.Ordinal);
    }
}
