using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Publishes that go to some enforcement points first, over real HTTP: who is handed them, what may come between, and how they end.</summary>
public sealed class StagedPublishTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Staged = "/api/v1/policy?publish=true&staged=true";

    private readonly ConsoleFixture console = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConsoleHost Host => console.Host;

    private HttpClient Bootstrap => Host.Bootstrap;

    public ValueTask InitializeAsync() => console.InitializeAsync();

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Publish_InStages_ReachesOneAfterAnother_AndIsCountedOnceAllHaveIt()
    {
        var (canary, early, rest) = (await PullerAsync("canary"), await PullerAsync("early"), await PullerAsync(null));
        var before = await RevisionAsync(rest);
        var revision = await StageAsync("added");

        Assert.Equal((revision, before, before), (await RevisionAsync(canary), await RevisionAsync(early), await RevisionAsync(rest)));
        var archive = Host.Get<BundleCatalog>().Bundles().Single(b => b.Revision == revision && b.Scope.Service is null);
        Assert.Equal(["canary", "early", "rest"], BundleVerifier.Verify(archive.Archive, archive.Scope, Host.Get<Signing.SigningKeyRing>().KeyList.Keys).Value!.Manifest.Stages);
        var status = await Bootstrap.CallAsync("GET", $"/api/v1/rollouts/{revision}").JsonAsync();
        Assert.Equal(("held", "going", "canary", "early"), (status.Text("state"), One(status).Text("state"), One(status).Text("stage"), One(status).Text("nextStage")));
        Assert.Single((await Bootstrap.CallAsync("GET", "/api/v1/rollouts/staged?live=true").JsonAsync()).AsArray());

        Assert.Equal("early", (await Host.ActAsync(revision, "promote").JsonAsync()).Text("stage"));
        Assert.Equal((revision, revision, before), (await RevisionAsync(canary), await RevisionAsync(early), await RevisionAsync(rest)));
        Assert.Equal(("complete", "rest"), (await Host.ActAsync(revision, "promote").JsonAsync()) is var done ? (done.Text("state"), done.Text("stage")) : default);
        Assert.Equal((revision, revision, revision), (await RevisionAsync(canary), await RevisionAsync(early), await RevisionAsync(rest)));

        await Eventually.HoldsAsync(
            async () => (await Host.Get<IRolloutStore>().FindAsync(revision, Cancellation)).SingleOrDefault() is { Environment: "staging" } opened
                && opened.PublishedAt == (await Host.Get<IStagedRolloutStore>().FindAsync(revision, Cancellation)).Single().EndedAt, "the ledger to open at the release to all");
        Assert.Equal([AuditActions.RolloutCompleted, AuditActions.RolloutPromoted, AuditActions.RolloutStaged], await ToldAsync(revision));
        await Host.ActAsync(revision, "promote").ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task WhileOneIsUnderWay_NothingElseChangesItsBundles_ButOtherEnvironmentsGoOn()
    {
        await PullerAsync("canary");
        var revision = await StageAsync("added");

        var refusal = await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "another")).ProblemAsync(HttpStatusCode.Conflict, "rollout_under_way");
        Assert.Contains($"revision {revision} has not reached everybody in `staging`", refusal.Text("detail"), StringComparison.Ordinal);
        await Bootstrap.CallAsync("PATCH", Staged, SmallPolicy.GrantPatch("staging", "another")).ProblemAsync(HttpStatusCode.Conflict, "rollout_under_way");
        var successor = await AutomaticAsync(SmallPolicy.GrantPatch("staging", "by-the-console"));
        Assert.Equal(PublishRefusalKind.RolloutUnderWay, successor.Refusal!.Kind);
        var elsewhere = await AutomaticAsync(SmallPolicy.GrantPatch("production", "elsewhere"));
        Assert.Equal(revision + 1, elsewhere.Revision!.Number);
    }

    [Fact]
    public async Task Staged_WhereNoEnvironmentOfItHasStages_IsRefusedWithTheRemedy()
    {
        var refusal = await Bootstrap.CallAsync("PATCH", Staged, SmallPolicy.GrantPatch("staging")).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Contains("PUT /api/v1/rollouts/plans/ENVIRONMENT", refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakingBack_WhatOnlyGaveAccess_IsDoneAtOnce_AndGoesToEverybody()
    {
        var (canary, rest) = (await PullerAsync("canary"), await PullerAsync(null));
        var revision = await StageAsync("added");
        var back = await Host.ActAsync(revision, "take-back").JsonAsync();

        Assert.Equal(("takenBack", revision + 1), (back.Text("state"), back.Number("endedBy")));
        Assert.Equal((revision + 1, revision + 1), (await RevisionAsync(canary), await RevisionAsync(rest)));
        Assert.Equal("takenBack", (await Bootstrap.CallAsync("GET", $"/api/v1/rollouts/{revision}").JsonAsync()).Text("state"));
        Assert.Equal(revision, (await Bootstrap.CallAsync("GET", $"/api/v1/revisions/{revision + 1}").JsonAsync()).Number("undoes"));
        Assert.Equal([AuditActions.RolloutTakenBack, AuditActions.RolloutStaged], await ToldAsync(revision));
        using var pinned = await rest.CallAsync("GET", $"/v1/revisions/{revision}/bundles/staging/opa");
        Assert.Equal(HttpStatusCode.NotFound, pinned.StatusCode);
    }

    [Fact]
    public async Task TakingBack_WhatTookAccessAway_NeedsADraft_WhichEndsIt()
    {
        var (canary, rest) = (await PullerAsync("canary"), await PullerAsync(null));
        var revision = await StageAsync("""{"delete":{"grants":["deploy-reads-staging"]}}""");
        var refusal = await Host.ActAsync(revision, "take-back").ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        Assert.Contains("would let somebody in", refusal.Text("detail"), StringComparison.Ordinal);

        var draft = (await Bootstrap.CallAsync("POST", $"/api/v1/revisions/{revision}/undo").JsonAsync()).Text("draft");
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish", """{"staged":true}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        var published = (await Bootstrap.CallAsync("POST", $"/api/v1/drafts/{draft}/publish").JsonAsync()).Number("revision");
        Assert.Equal((published, published), (await RevisionAsync(canary), await RevisionAsync(rest)));
        Assert.Equal((StagedRolloutState.TakenBack, (int?)published), (await Host.Get<IStagedRolloutStore>().FindAsync(revision, Cancellation)).Single() is var over ? (over.State, over.EndedBy) : default);
    }

    [Fact]
    public async Task Emergency_GoesToEverybodyAtOnce_AndEndsIt()
    {
        var (canary, rest) = (await PullerAsync("canary"), await PullerAsync(null));
        var revision = await StageAsync("added");
        var preview = await Bootstrap.CallAsync("POST", "/api/v1/emergencies/check", """{"kind":"pipeline","name":"deploy","environments":["staging"],"reason":"a token leaked"}""").JsonAsync();
        Assert.Equal((revision, "staging"), Completed(preview));
        var answer = await Bootstrap.CallAsync("POST", "/api/v1/emergencies", """{"kind":"pipeline","name":"deploy","environments":["staging"],"reason":"a token leaked","confirm":"deploy"}""").JsonAsync();
        Assert.Equal((revision, "staging"), Completed(answer));
        var emergency = answer.Number("revision");
        Assert.Equal((emergency, emergency), (await RevisionAsync(canary), await RevisionAsync(rest)));
        Assert.Equal([AuditActions.RolloutCompleted, AuditActions.RolloutStaged], await ToldAsync(revision));
    }

    [Fact]
    public async Task Halt_KeepsItWhereItIs_UntilSomebodySaysOtherwise()
    {
        var (canary, early) = (await PullerAsync("canary"), await PullerAsync("early"));
        var revision = await StageAsync("added");
        var halted = await Host.ActAsync(revision, "halt", """{"stage":"canary","reason":"payments answers slowly"}""").JsonAsync();
        Assert.Equal(("halted", "payments answers slowly"), (halted.Text("state"), halted.Text("reason")));
        await Host.ActAsync(revision, "halt").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.NotEqual(revision, await RevisionAsync(early));
        Assert.Equal("going", (await Host.ActAsync(revision, "resume").JsonAsync()).Text("state"));
        await Host.ActAsync(revision, "promote", """{"stage":"early"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        using var elsewhere = Host.WithSession("eve", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Admin, ["production"]));
        await elsewhere.CallAsync("POST", $"/api/v1/rollouts/{revision}/staging/promote").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal("early", (await Host.ActAsync(revision, "promote", """{"stage":"canary"}""").JsonAsync()).Text("stage"));
        Assert.Equal((revision, revision), (await RevisionAsync(canary), await RevisionAsync(early)));
        Assert.Equal([AuditActions.RolloutPromoted, AuditActions.RolloutResumed, AuditActions.RolloutHalted, AuditActions.RolloutStaged], await ToldAsync(revision));
    }

    [Fact]
    public async Task Stage_ThatGoesOnByTime_DoesSoByItself()
    {
        var rest = await PullerAsync(null);
        var revision = await StageAsync("added", """{"stages":[{"name":"canary","labels":{"ring":"canary"},"advance":"byTime","afterSeconds":1}]}""");
        await Eventually.HoldsAsync(async () => await RevisionAsync(rest) == revision, "the rest to be handed it");
        var done = (await Host.Get<IStagedRolloutStore>().FindAsync(revision, Cancellation)).Single();
        Assert.True(done.EndedAt >= done.StartedAt.AddSeconds(1));
    }

    [Fact]
    public async Task TwoReplicas_HandOutWhatIsReleased_WhereverThatWasSaid()
    {
        using var keys = TemporaryDirectory.Create();
        Directory.CreateDirectory(Path.Combine(keys.Path, "keys"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Host.Directory, "keys")))
            File.Copy(file, Path.Combine(keys.Path, "keys", Path.GetFileName(file)));
        await using var other = await ConsoleHost.StartAsync(console.Database.ConnectionString, keys.Path);
        var (canaryToken, restToken) = (await TokenAsync("canary"), await TokenAsync(null));
        using var canary = other.WithToken(canaryToken);
        using var rest = other.WithToken(restToken);
        using var first = await rest.PullAsync();
        var (ofCanary, ofRest) = (canary.PullAsync(first.Headers.ETag!.Tag, wait: 50), rest.PullAsync(first.Headers.ETag!.Tag, wait: 50));

        var revision = await StageAsync("added");
        using (var woken = await ofCanary)
            Assert.Equal((HttpStatusCode.OK, revision), (woken.StatusCode, woken.Revision()));
        Assert.Equal(first.Revision(), await RevisionAsync(rest));
        Assert.False(ofRest.IsCompleted);
        await Host.ActAsync(revision, "promote").JsonAsync();
        await Host.ActAsync(revision, "promote").JsonAsync();
        using var released = await ofRest;
        Assert.Equal((HttpStatusCode.OK, revision), (released.StatusCode, released.Revision()));
    }

    [Fact]
    public void Staged_WhereASignerHasTheKeys_IsRefused()
    {
        var context = new PublishContext(1, 2, null) { Plans = [new RolloutPlan("staging", [], RolloutHealth.Default)] };
        var request = new PublishRequest { User = new ConsoleUser(Actor.System, []), IsStaged = true };
        Assert.Equal(PublishRefusalKind.Invalid, StagedPublish.Of(request, context, () => new HashSet<string> { "staging" }, isSignedElsewhere: true).Refusal!.Kind);
        Assert.Null(StagedPublish.Of(request, context, () => new HashSet<string> { "staging" }, isSignedElsewhere: false).Refusal);
    }

    private static (int Revision, string Environment) Completed(JsonNode emergency) =>
        emergency["completed"]!.AsArray().Single() is { } rollout ? (rollout.Number("revision"), rollout.Text("environment")) : default;

    private static JsonNode One(JsonNode status) => status["staged"]!.AsArray().Single()!;

    private static async Task<int> RevisionAsync(HttpClient puller)
    {
        using var bundle = await puller.PullAsync();
        Assert.Equal(HttpStatusCode.OK, bundle.StatusCode);
        return bundle.Revision();
    }

    /// <summary>Publishes a change of staging in stages.</summary>
    private async Task<int> StageAsync(string change, string plan = StagedChanges.TwoStages)
    {
        await Host.PlanAsync("staging", plan);
        return (await Bootstrap.CallAsync("PATCH", Staged, change.StartsWith('{') ? change : SmallPolicy.GrantPatch("staging", change)).JsonAsync()).Number("revision");
    }

    private Task<PublishOutcome> AutomaticAsync(string patch) => Host.Get<Publisher>().PublishAsync(
        new PublishRequest { User = new ConsoleUser(Actor.System, []), Patch = PolicyReader.ReadPatch(System.Text.Encoding.UTF8.GetBytes(patch)).Patch, IsAutomatic = true }, Cancellation);

    private async Task<HttpClient> PullerAsync(string? ring) => Host.WithToken(await TokenAsync(ring));

    private async Task<string> TokenAsync(string? ring)
    {
        var labels = ring is null ? "" : $$""","labels":{"ring":"{{ring}}"}""";
        return (await Bootstrap.CallAsync("POST", "/api/v1/tokens", $$"""{"kind":"puller","environment":"staging","target":"opa"{{labels}}}""").JsonAsync()).Text("token");
    }

    private async Task<IEnumerable<string>> ToldAsync(int revision) =>
        (await Host.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: $"rollout/{revision}/staging"), null, 10, Cancellation)).Select(e => e.Event.Action);
}
