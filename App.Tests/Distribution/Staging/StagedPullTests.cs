using System.Net;
using System.Text.Json;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution.Staging;

/// <summary>Who is handed what over HTTP while a publish goes in stages.</summary>
public sealed class StagedPullTests
{
    private const string Path = "/v1/bundles/production/opa";

    private static readonly ValueList<RolloutStage> Stages = [new("canary", Labels("canary"), StageAdvance.ByHand, null), new("early", Labels("early"), StageAdvance.ByHand, null)];

    [Fact]
    public async Task Publish_InStages_GoesToTheTokensOfItsStage_AndOnWhenItIsReleased()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, early, rest) = (AddToken(side, "canary"), AddToken(side, "early"), AddToken(side, null));
        await side.PublishAsync(1);
        await StageAsync(side, 2, reached: 0);

        Assert.Equal((2, 1, 1), (await RevisionAsync(side, canary), await RevisionAsync(side, early), await RevisionAsync(side, rest)));
        Tell(side, Rollout(2, reached: 1));
        Assert.Equal((2, 2, 1), (await RevisionAsync(side, canary), await RevisionAsync(side, early), await RevisionAsync(side, rest)));
        // Told again late, it takes nothing back.
        Tell(side, Rollout(2, reached: 0));
        Assert.Equal((2, 2, 1), (await RevisionAsync(side, canary), await RevisionAsync(side, early), await RevisionAsync(side, rest)));
        Tell(side, Rollout(2, reached: 2) with { State = StagedRolloutState.Complete });
        Assert.Equal((2, 2, 2), (await RevisionAsync(side, canary), await RevisionAsync(side, early), await RevisionAsync(side, rest)));
    }

    [Fact]
    public async Task Polls_OfThoseWhoAreNotHandedIt_GoOnWaiting()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, rest) = (AddToken(side, "canary"), AddToken(side, null));
        var first = await side.PublishAsync(1);
        var tag = EntityTag.Write(1, first.Sha256.Span);
        var (ofCanary, ofRest) = (side.GetAsync(Path, canary, tag, "wait=50"), side.GetAsync(Path, rest, tag, "wait=50"));
        await side.WaitForHeldAsync(2);

        await StageAsync(side, 2, reached: 0);
        using (var woken = await ofCanary)
            Assert.Equal((HttpStatusCode.OK, "2"), (woken.StatusCode, BundleEndpointTests.Header(woken, "Access-Revision")));
        await side.WaitForHeldAsync(1);
        Assert.False(ofRest.IsCompleted);
        Tell(side, Rollout(2, reached: 1));
        Assert.Equal(1, side.Get<HeldPollLimit>().Held);
        Tell(side, Rollout(2, reached: 2) with { State = StagedRolloutState.Complete });
        using var released = await ofRest;
        Assert.Equal((HttpStatusCode.OK, "2"), (released.StatusCode, BundleEndpointTests.Header(released, "Access-Revision")));
    }

    [Fact]
    public async Task Freshness_OfWhatIsKept_NamesTheLastRevisionBefore_AndIsSignedOnce()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, rest) = (AddToken(side, "canary"), AddToken(side, null));
        var first = await side.PublishAsync(1);
        await StageAsync(side, 4, reached: 0);
        side.Catalog.Publish(6, [], []);

        var (fresh, again) = (await FreshnessAsync(side, rest), await FreshnessAsync(side, rest));
        Assert.Equal((3, ContentDigest.Name(first.Sha256.Span)), (fresh.Revision, fresh.BundleDigest));
        Assert.Equal(fresh.Sequence, again.Sequence);
        Assert.Equal(6, (await FreshnessAsync(side, canary)).Revision);
        Tell(side, Rollout(4, reached: 2) with { State = StagedRolloutState.Complete });
        Assert.Equal(6, (await FreshnessAsync(side, rest)).Revision);
    }

    [Fact]
    public async Task PinnedAddress_OfWhatIsKept_IsNothing_AfterItWasTakenBackToo()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, rest) = (AddToken(side, "canary"), AddToken(side, null));
        await side.PublishAsync(1);
        await StageAsync(side, 2, reached: 0);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await PinnedAsync(side, canary, 2), await PinnedAsync(side, rest, 2)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await PinnedAsync(side, canary, 1), await PinnedAsync(side, rest, 1)));

        var over = Rollout(2, reached: 0) with { State = StagedRolloutState.TakenBack, EndedBy = 3, EndedAt = DateTimeOffset.UtcNow };
        (side.Staged.Rollouts[0], var back) = (over, await SealAsync(side, 3));
        side.Catalog.Publish(3, [back], [BundleHold.Of(over)]);
        Assert.Equal((3, 3), (await RevisionAsync(side, canary), await RevisionAsync(side, rest)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await PinnedAsync(side, canary, 2), await PinnedAsync(side, rest, 2)));
    }

    [Fact]
    public async Task Point_ThatIsNotHandedIt_IsNotBehind()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, rest) = (AddToken(side, "canary"), AddToken(side, null));
        await side.PublishAsync(1);
        await StageAsync(side, 2, reached: 0);
        foreach (var (token, name) in new[] { (canary, "canary"), (rest, "rest") })
            (await side.ReportAsync(token, $$$$"""{"labels":{"name":"{{{{name}}}}"},"bundles":{"access":{"active_revision":"1"}}}""")).Dispose();
        var (points, wanted) = (side.Get<EnforcementPoints>(), side.Get<WantedRevisions>());
        Assert.Equal([("canary", 2), ("rest", 1)], points.List().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => (p.Name, wanted.Of(p) ?? 0)));
    }

    [Fact]
    public async Task EnvoysPolling_IsHandedWhatIsReleasedToItsToken()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, rest) = (AddToken(side, "canary", Target.Envoy), AddToken(side, null, Target.Envoy));
        var scope = MachineSide.Opa with { Target = Target.Envoy };
        var clusters = new BundleFile("envoy/clusters.json", """{"resources":[]}"""u8.ToArray());
        await side.PublishAsync(1, scope, [clusters]);
        Tell(side, Rollout(2, reached: 0));
        await side.PublishAsync(2, scope, [clusters, new BundleFile("envoy/more.json", """{"resources":[]}"""u8.ToArray())]);

        Assert.StartsWith("2-", await VersionAsync(canary), StringComparison.Ordinal);
        Assert.StartsWith("1-", await VersionAsync(rest), StringComparison.Ordinal);
        Tell(side, Rollout(2, reached: 2) with { State = StagedRolloutState.Complete });
        Assert.StartsWith("2-", await VersionAsync(rest), StringComparison.Ordinal);

        async Task<string> VersionAsync(string token)
        {
            using var answer = await side.PollAsync("clusters", token);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return json.RootElement.GetProperty("version_info").GetString()!;
        }
    }

    [Fact]
    public async Task Scope_ThatIsNew_IsNothingForThoseWhoAreNotHandedIt()
    {
        await using var side = await MachineSide.StartAsync();
        var (canary, rest) = (AddToken(side, "canary"), AddToken(side, null));
        await StageAsync(side, 1, reached: 0);
        using var nothing = await side.GetAsync(Path, rest);
        Assert.Equal((HttpStatusCode.NotFound, 1), (nothing.StatusCode, await RevisionAsync(side, canary)));
        using var fresh = await side.GetAsync($"{Path}/freshness", rest);
        Assert.Equal(HttpStatusCode.NotFound, fresh.StatusCode);
    }

    [Fact]
    public async Task TakingBack_IsHeldUntilWhatFollowsIsThere()
    {
        await using var side = await MachineSide.StartAsync();
        var rest = AddToken(side, null);
        await side.PublishAsync(1);
        await StageAsync(side, 2, reached: 0);
        // Another replica published 3 in its place; this one hears of that before it has the archive.
        Tell(side, Rollout(2, reached: 0) with { State = StagedRolloutState.TakenBack, EndedBy = 3 });
        Assert.Equal(1, await RevisionAsync(side, rest));
        side.Catalog.Publish(3, [await SealAsync(side, 3)], []);
        Assert.Equal(3, await RevisionAsync(side, rest));
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("damaged")]
    [InlineData("gone")]
    public async Task Restart_WithoutTheDatabase_HandsOutNoMoreThanWasReleased(string file)
    {
        using var directory = Support.TemporaryDirectory.Create();
        var (canary, rest) = (MachineSide.NewToken(), MachineSide.NewToken());
        var tokens = new[] { canary.Token with { Labels = Labels("canary") }, rest.Token };
        await using (var side = await MachineSide.StartAsync(s => Array.ForEach(tokens, s.Tokens.Add), directory.Path))
        {
            await side.PublishAsync(1);
            await StageAsync(side, 2, reached: 0);
        }

        var holds = System.IO.Path.Combine(directory.Path, "distribution", "bundles", "holds.json");
        var isClosed = file != "whole";
        if (file == "gone")
            File.Delete(holds);
        else if (isClosed)
            await File.WriteAllTextAsync(holds, "[{", TestContext.Current.CancellationToken);
        await using (var alone = await MachineSide.StartAsync(s => (s.Bundles.IsAway, s.Tokens.IsAway) = (true, true), directory.Path))
        {
            Assert.Equal((isClosed ? 1 : 2, 1), (await RevisionAsync(alone, canary.Text), await RevisionAsync(alone, rest.Text)));
            using var ready = await alone.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
            Assert.Equal(isClosed, (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("to whom a staged publish is released", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Restart_WithoutTheDatabase_CallsNothingFreshAsOfWhatIsDamaged()
    {
        using var directory = Support.TemporaryDirectory.Create();
        var (token, text) = MachineSide.NewToken();
        await using (var side = await MachineSide.StartAsync(s => s.Tokens.Add(token), directory.Path))
        {
            await side.PublishAsync(1);
            await StageAsync(side, 2, reached: 0);
        }

        var newest = Directory.GetFiles(System.IO.Path.Combine(directory.Path, "distribution", "bundles"), "*.bundle").Single(file => !System.IO.Path.GetFileName(file).StartsWith("former-", StringComparison.Ordinal));
        await File.AppendAllTextAsync(newest, "more", TestContext.Current.CancellationToken);
        await using var alone = await MachineSide.StartAsync(s => (s.Bundles.IsAway, s.Tokens.IsAway) = (true, true), directory.Path);

        Assert.Equal(1, (await FreshnessAsync(alone, text)).Revision);
    }

    private static ValueMap Labels(string ring) => new([new("ring", ring)]);

    private static StagedRollout Rollout(int revision, int reached) => new()
    {
        Revision = revision,
        Environment = "production",
        Stages = Stages,
        Health = RolloutHealth.Default,
        StartedAt = DateTimeOffset.UnixEpoch,
        StartedBy = Actor.System,
        StageSince = DateTimeOffset.UnixEpoch,
        Reached = reached,
    };

    private static void Tell(MachineSide side, StagedRollout rollout) => side.Catalog.Publish(0, [], [BundleHold.Of(rollout)]);

    private static Task<StoredBundle> SealAsync(MachineSide side, int revision) =>
        MachineSide.SealAsync(side.Keys.Live[0], revision, MachineSide.Opa, $$"""{"at":{{revision}}}""");

    private static async Task StageAsync(MachineSide side, int revision, int reached)
    {
        var (bundle, rollout) = (await SealAsync(side, revision), Rollout(revision, reached));
        side.Bundles.Add(bundle);
        side.Staged.Rollouts.Add(rollout);
        side.Catalog.Publish(revision, [bundle], [BundleHold.Of(rollout)]);
    }

    private static string AddToken(MachineSide side, string? ring, Target target = Target.Opa)
    {
        var (token, text) = MachineSide.NewToken(target: target);
        token = token with { Labels = ring is null ? ValueMap.Empty : Labels(ring) };
        side.Tokens.Add(token);
        side.Get<TokenCache>().Add(token);
        return text;
    }

    private static async Task<int> RevisionAsync(MachineSide side, string token)
    {
        using var answer = await side.GetAsync(Path, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return int.Parse(BundleEndpointTests.Header(answer, "Access-Revision"), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> PinnedAsync(MachineSide side, string token, int revision)
    {
        using var answer = await side.GetAsync($"/v1/revisions/{revision}/bundles/production/opa", token);
        return answer.StatusCode;
    }

    private static async Task<Freshness> FreshnessAsync(MachineSide side, string token)
    {
        using var answer = await side.GetAsync($"{Path}/freshness", token);
        var jws = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Freshness.Verify(jws, side.VerificationKeys, MachineSide.Opa, DateTimeOffset.UtcNow).Value!;
    }
}
