using AccessConsole.Core.Webhooks;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Webhooks;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>A webhook from its making to its end, in the browser, with a receiver that verifies what it is told.</summary>
public sealed class WebhookJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres, ("Console:OutboundAllowed:0", "localhost"));
    private HookReceiver receiver = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await HookReceiver.StartAsync();
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public async ValueTask DisposeAsync()
    {
        await console.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Webhook_IsMade_Tested_GivenUp_SentAgain_AndDisabled()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var page = (await console.SignInAsync("alice")).Pages[0];
        await page.OpenAsync("/settings/webhooks");
        await page.Field("address").FillAsync(receiver.Address);
        await page.Field("add").ClickAsync();
        var secret = (await page.Field("secret").TextContentAsync())!.Trim();

        receiver.Status = 500;
        await page.Field("test").ClickAsync();
        await Assertions.Expect(page.Field("tested")).ToContainTextAsync("answered 500");
        receiver.Status = 204;
        await page.Field("test").ClickAsync();
        await Assertions.Expect(page.Field("tested")).ToContainTextAsync("was taken");
        Assert.True(Assert.Single(receiver.Taken).IsSignedBy(secret));

        receiver.Status = 500;
        await console.Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "lost")).JsonAsync();
        await page.Field("messages").ClickAsync();
        await SeesAsync(page, "waits");
        // As if three days had gone by.
        await console.ExecuteAsOwnerAsync("UPDATE webhook_deliveries SET since = since - interval '4 days'; UPDATE webhooks SET next_attempt_at = NULL");
        await SeesAsync(page, "given up");
        await Assertions.Expect(page.Field("delivery")).ToContainTextAsync("answered 500");

        receiver.Status = 204;
        await page.Field("resend").ClickAsync();
        await SeesAsync(page, "taken");
        Assert.Equal([WebhookEvents.Test, WebhookEvents.Published], receiver.Taken.Select(m => m.Type));

        await page.Field("switch").ClickAsync();
        await Assertions.Expect(page.Field("webhook-state")).ToContainTextAsync("disabled");
        await console.Host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "untold")).JsonAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Field("delivery")).ToHaveCountAsync(1);
    }

    /// <summary>Opens the page anew until the one message stands as told: deliveries are the console's own doing.</summary>
    private static Task SeesAsync(IPage page, string state) => Eventually.HoldsAsync(
        async () =>
        {
            await page.ReloadAsync();
            await page.InteractiveAsync();
            await page.Field("webhook").WaitForAsync();
            return await page.Field("delivery-state").CountAsync() == 1 && (await page.Field("delivery-state").TextContentAsync())!.Contains(state, StringComparison.Ordinal);
        },
        $"a message that {state}");
}
