using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Consul;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Engines.Consul.WrittenEntries;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>The puller before Consul's config API: every fault leaves or restores the last good entries and is reported.</summary>
public sealed class ConsulPullTests : IAsyncLifetime
{
    private static readonly BundleScope Scope = new("production", Target.Consul);
    private FakeConsul consul = null!;
    private PulledEngine puller = null!;

    public async ValueTask InitializeAsync()
    {
        consul = await FakeConsul.StartAsync();
        puller = await PulledEngine.StartAsync(Scope, settings => ConsulEngine.Create(Scope, new ConsulSettings(consul.Address, FakeConsul.Token), settings.Times.Proof));
    }

    public async ValueTask DisposeAsync()
    {
        await puller.DisposeAsync();
        await consul.DisposeAsync();
    }

    [Fact]
    public async Task FirstBundle_IsWrittenProvidersFirstAndAllowsLast()
    {
        await PublishAsync(7, Intentions("api", Allow("web", "buildkite")), Intentions("admin", Deny("*")), Provider("buildkite"));

        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["PUT service-intentions/admin", "PUT jwt-provider/access.production.api.buildkite", "PUT service-intentions/api"], consul.Writes);
        Assert.Equal(("7", null), (puller.LastRevision, puller.LastCode));
    }

    [Fact]
    public async Task NothingNew_WritesNothing()
    {
        await InForceAsync();
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Empty(consul.Writes);
    }

    [Fact]
    public async Task WhatIsGone_IsClosedWhereRemovingWouldOpen()
    {
        await InForceAsync();
        await PublishAsync(6, Intentions("admin", Deny("*")));

        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["PUT service-intentions/api", "DELETE jwt-provider/access.production.api.buildkite"], consul.Writes);
        Assert.Equal(["*/deny"], Sources("api"));

        await PublishAsync(7, Intentions("admin", Deny("*")), Provider("buildkite"), Intentions("api", Allow("web", "buildkite")));
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["web/allow"], Sources("api"));
    }

    [Fact]
    public async Task EntryThatChangesWhileItIsWritten_IsReadAgainAndNeverOverwrittenUnseen()
    {
        await InForceAsync();
        consul.Before = number =>
        {
            if (number == 1)
                consul.Set(Intentions("api", Allow("*", null)));
        };
        await PublishAsync(6, Provider("buildkite"), Intentions("admin", Deny("*")), Intentions("api", Allow("worker", "buildkite")));

        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(2, consul.WriteCount);
        Assert.Equal(["worker/allow"], Sources("api"));
    }

    [Fact]
    public async Task EntryThatChangesAgainAndAgain_IsGivenUpAndReported()
    {
        await InForceAsync();
        consul.Before = number => consul.Set(Intentions("api", Allow("rival" + number, null)));
        await PublishAsync(6, Provider("buildkite"), Intentions("admin", Deny("*")), Intentions("api", Allow("worker", "buildkite")));
        Assert.False(await puller.PullAsync());
        Assert.Equal("conflict", puller.LastCode);
        Assert.Equal("5", puller.LastRevision);

        consul.Before = _ => { };
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["worker/allow"], Sources("api"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ConsulThatFailsAtAnyWrite_HasTheLastGoodEntriesAgain(int write)
    {
        await InForceAsync();
        consul.Fails = number => number == write;
        await PublishAsync(6, Provider("other"), Intentions("api", Allow("worker", "other")), Intentions("admin", Deny("*")));

        Assert.False(await puller.PullAsync());
        Assert.Equal(("consul", "5"), (puller.LastCode, puller.LastRevision));
        Assert.Equal(["web/allow"], Sources("api"));
        Assert.NotNull(consul.Find("jwt-provider", "access.production.api.buildkite"));
        Assert.Null(consul.Find("jwt-provider", "access.production.api.other"));

        consul.Fails = _ => false;
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["worker/allow"], Sources("api"));
    }

    [Fact]
    public async Task EntryOfSomebodyElse_IsNotTaken()
    {
        await InForceAsync();
        var theirs = Intentions("billing", Allow("*", null));
        theirs["Meta"] = new JsonObject { ["owner"] = "somebody" };
        consul.Set(theirs);
        await PublishAsync(6, Intentions("billing", Deny("*")));

        Assert.False(await puller.PullAsync());
        Assert.Empty(consul.Writes);
        Assert.Equal("foreign", puller.LastCode);
        Assert.Equal(["*/allow"], Sources("billing"));
    }

    [Fact]
    public async Task EntryThatSomebodyElseChanged_IsTakenBack()
    {
        await InForceAsync();
        consul.Set(Intentions("api", Allow("*", null)));
        await using (puller.Start())
            await puller.AwaitAsync(() => Task.FromResult(Sources("api") is ["web/allow"]), "what opens everything stays");
    }

    [Fact]
    public async Task EntryThatSomebodyElseChanges_IsPutRightAndReported()
    {
        await InForceAsync();
        Assert.False(puller.Console.LastLabels.ContainsKey("repaired"));
        Assert.StartsWith("sha256:", puller.Console.LastLabels.Text("digest"), StringComparison.Ordinal);
        var polls = puller.Console.Polls;
        await using (puller.Start())
        {
            // What it finds at its start may be what it left.
            await puller.AwaitAsync(() => Task.FromResult(puller.Console.Polls > polls), "the puller does not run");
            consul.Set(Intentions("api", Allow("*", null)));
            await puller.AwaitAsync(() => Task.FromResult(puller.Console.LastLabels.ContainsKey("repaired")), "the repair is not reported");
        }

        Assert.Equal(["web/allow"], Sources("api"));
    }

    [Fact]
    public async Task DenyThatSomebodyElseNarrowed_IsTakenBack()
    {
        await PublishAsync(5, Intentions("api", DenyPath("/admin", narrower: false)));
        Assert.True(await puller.PullAsync(), puller.Log);
        consul.Set(Intentions("api", DenyPath("/admin", narrower: true)));
        consul.Forget();

        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["PUT service-intentions/api"], consul.Writes);
    }

    [Theory]
    [InlineData("service-intentions", "api", """{"JWT":{"Providers":[{"Name":"theirs"}]}}""")]
    [InlineData("service-intentions", "api", """{"Sources":[{"Name":"web","Action":"allow"},{"Name":"worker","Action":"allow"}]}""")]
    [InlineData("jwt-provider", "access.production.api.buildkite", """{"Forwarding":{"HeaderName":"x-claims"}}""")]
    [InlineData("jwt-provider", "access.production.api.buildkite", """{"Audiences":["api","other"]}""")]
    public async Task WhatSomebodyElseAdded_IsTakenBack(string kind, string name, string members)
    {
        await InForceAsync();
        consul.Add(kind, name, JsonNode.Parse(members)!.AsObject());
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal([$"PUT {kind}/{name}"], consul.Writes);
    }

    [Theory]
    [InlineData("""{"Partition":"default","Namespace":"default","Hash":7}""")]
    [InlineData("""{"JWT":null,"Forwarding":{"HeaderName":"","PadForwardPayloadHeader":false},"CacheConfig":{"Size":0}}""")]
    public async Task WhatConsulItselfAdds_IsNoDifference(string members)
    {
        await InForceAsync();
        consul.Add("service-intentions", "api", JsonNode.Parse(members)!.AsObject());
        consul.Add("jwt-provider", "access.production.api.buildkite", JsonNode.Parse(members)!.AsObject());
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Empty(consul.Writes);
    }

    [Fact]
    public async Task WhatSomebodyElseNotesInMeta_StaysThere()
    {
        await InForceAsync();
        var meta = Meta("api");
        meta["ticket"] = "OPS-7";
        consul.Add("service-intentions", "api", new JsonObject { ["Meta"] = meta });
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Empty(consul.Writes);
    }

    [Fact]
    public async Task StaleBundle_AllowsNothingWhereThePolicySaysSoAndComesBackWhenFresh()
    {
        await puller.Console.PublishAsync(5, [.. Files(Objects()), Denying], freshFor: TimeSpan.FromSeconds(3));
        await using (puller.Start())
        {
            await puller.AwaitAsync(() => Task.FromResult(Sources("api") is ["web/allow"]), "the bundle is not in force");
            puller.Console.Failure = 500;
            await puller.AwaitAsync(() => Task.FromResult(Sources("api") is ["*/deny"]), "a stale bundle goes on allowing");

            puller.Console.Failure = null;
            await puller.Console.FreshenAsync(5);
            await puller.AwaitAsync(() => Task.FromResult(Sources("api") is ["web/allow"]), "a fresh bundle is not in force again");
        }
    }

    [Fact]
    public async Task WrongToken_IsReported()
    {
        await using var stranger = await PulledEngine.StartAsync(Scope, settings => ConsulEngine.Create(Scope, new ConsulSettings(consul.Address, "wrong"), settings.Times.Proof));
        await stranger.Console.PublishAsync(5, Files(Objects()));
        Assert.False(await stranger.PullAsync());
        Assert.Equal("consul", stranger.LastCode);
        Assert.DoesNotContain("wrong", stranger.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrantThatEnds_IsGoneAtItsInstantWhileTheConsoleIsAway()
    {
        await puller.Console.PublishAsync(5, StatesInTime.Of(Target.Consul, Files(Objects()), (DateTimeOffset.UtcNow.AddSeconds(15), Files([Objects()[0], Intentions("api", Deny("*"))]))));
        await using (puller.Start())
        {
            await puller.AwaitAsync(() => Task.FromResult(Sources("api") is ["web/allow"]), "the bundle is not in force");
            puller.Console.Failure = 500;
            await puller.AwaitAsync(() => Task.FromResult(Sources("api") is ["*/deny"]), "what ended is still allowed");
        }

        Assert.Equal("5", puller.LastRevision);
    }

    [Fact]
    public async Task EntryThatConsulRefuses_LeavesTheLastGoodOnes()
    {
        await InForceAsync();
        await PublishAsync(6, Intentions("admin", Deny("*")), Intentions("api", Allow("web", "nobody")));

        Assert.False(await puller.PullAsync());
        Assert.Equal(("consul", "5"), (puller.LastCode, puller.LastRevision));
        Assert.Equal(["web/allow"], Sources("api"));
        Assert.NotNull(consul.Find("jwt-provider", "access.production.api.buildkite"));
    }

    [Fact]
    public async Task Entries_OfRandomPolicies_AreWrittenAndReadBack()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var policy = PolicySet.Of(ConsulPolicies.Document(new Dice(seed), DateTimeOffset.UtcNow));
            var entries = ConsulPolicies.Compile(policy, "production", service: null, DateTimeOffset.UtcNow);
            await puller.Console.PublishAsync(seed + 1, [new BundleFile("consul/entries.json", Encoding.UTF8.GetBytes(entries.ToJsonString()))]);
            Assert.True(await puller.PullAsync(), $"seed {seed}: {puller.Log}");
        }

        Assert.NotEmpty(consul.Writes);
    }

    private async Task InForceAsync()
    {
        await PublishAsync(5, Objects());
        Assert.True(await puller.PullAsync(), puller.Log);
        consul.Forget();
    }

    private Task PublishAsync(int revision, params JsonObject[] entries) => puller.Console.PublishAsync(revision, Files(entries));

    private string[] Sources(string service) => consul.SourcesOf(service);
}
