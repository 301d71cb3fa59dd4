using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Emergencies;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Playwright;
using Xunit;

namespace AccessConsole.Tests.Browser;

/// <summary>An emergency as people meet it: revoked by one, seen by all, looked at by another, lifted as any change.</summary>
public sealed class EmergencyJourneyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ConsoleInBrowser console = new(postgres);

    public async ValueTask InitializeAsync()
    {
        await console.InitializeAsync();
        if (console.Missing is null)
            await console.Host.SeedAsync(SmallPolicy.Yaml);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Pipeline_Revoked_IsOnEverybodysHomeUntilItIsLifted()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var approver = await OpenAsync("bob", "/policy/pipelines/edit?name=deploy");
        await approver.Field("emergency").ClickAsync();
        await Assertions.Expect(approver.Field("access-diff")).ToContainTextAsync("deploy loses");
        await Assertions.Expect(approver.Field("arrives")).ToContainTextAsync("bundle");
        await Assertions.Expect(approver.Field("revoke-reason")).ToContainTextAsync("say what happened first");
        await approver.Field("reason").FillAsync("an agent was taken over");
        await Assertions.Expect(approver.Field("revoke-reason")).ToContainTextAsync("to confirm");
        await approver.Field("confirm").FillAsync("deploy");
        await approver.Field("revoke").ClickAsync();
        await Assertions.Expect(approver.Field("revoked")).ToContainTextAsync("revision");
        await Assertions.Expect(approver.Field("look-emergency-pipeline-deploy")).ToHaveAttributeAsync("aria-disabled", "true");

        var viewer = await OpenAsync("victor", "/");
        await Assertions.Expect(viewer.Field("standing")).ToContainTextAsync("an agent was taken over");
        await viewer.OpenAsync("/emergency?kind=pipeline&name=deploy");
        await Assertions.Expect(viewer.Field("no-plan")).ToContainTextAsync("revoked already");

        var second = await OpenAsync("alice", "/emergency");
        await second.Field("look-emergency-pipeline-deploy").ClickAsync();
        await Assertions.Expect(second.Field("reviewed")).ToContainTextAsync("Alice");
        await second.Field("lift-emergency-pipeline-deploy").ClickAsync();
        await Assertions.Expect(second.Field("resurrection")).ToContainTextAsync("is lifted");
        await Assertions.Expect(second.Field("approvals-production")).ToContainTextAsync("0 of 2");
    }

    [Fact]
    public async Task Emergency_LiftedBeforeSomebodyLookedAtIt_IsStillLookedAt()
    {
        Assert.SkipWhen(console.Missing is not null, $"no browser: {console.Missing}");
        var request = new RevocationRequest(new RevocationTarget(RevocationKind.Pipeline, "deploy"), [], "an agent was taken over");
        Assert.Null((await console.Host.Get<EmergencyWorkflow>().RevokeAsync(ConsoleInBrowser.Person("bob"), request, TestContext.Current.CancellationToken)).Refusal);
        await console.Host.SeedAsync(SmallPolicy.Yaml);
        var page = await OpenAsync("alice", "/emergency");
        await page.Field("look-2").ClickAsync();
        await Assertions.Expect(page.Field("emergency")).ToContainTextAsync("Alice");
        await Assertions.Expect(page.Field("emergency")).ToContainTextAsync("lifted");
    }

    private async Task<IPage> OpenAsync(string person, string address)
    {
        var session = await console.SignInAsync(person);
        await session.Pages[0].OpenAsync(address);
        return session.Pages[0];
    }
}
