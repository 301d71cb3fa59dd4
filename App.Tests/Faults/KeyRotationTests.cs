using System.Net;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>Signing keys come and go while engines poll and the policy stays as it is.</summary>
public sealed class KeyRotationTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly BundleScope Scope = new("staging", Target.Opa);

    private readonly TemporaryDirectory files = TemporaryDirectory.Create();
    private readonly DatabaseFixture database = new(postgres);

    private KeyShelf Keys => field ??= new KeyShelf(files.Path, count: 3);

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        files.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Key_ThatComesBesideTheOld_SignsWhatIsCurrentAndWakesNobody()
    {
        string token, tag;
        await using (var before = await StartAsync(0))
        {
            token = (await before.Bootstrap.MakePullerTokenAsync()).Text;
            using var bundle = await before.WithToken(token).PullAsync();
            tag = bundle.Headers.ETag!.Tag;
        }

        await using var host = await StartAsync(0, 1);
        var puller = host.WithToken(token);
        var byNewKey = await SignedByAsync(puller, 1);

        Assert.Equal(Keys[1].KeyId, byNewKey.KeyId);
        Assert.Equal(1, byNewKey.Manifest.Revision);
        using var unchanged = await puller.PullAsync(tag);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(1L, await CountAsync("revisions WHERE number > 0"));
        Assert.Equal(0L, await CountAsync("(SELECT scope FROM bundles GROUP BY scope HAVING count(*) <> 2) AS lacking"));
        var signed = await host.Bootstrap.CallAsync("GET", $"/api/v1/audit?action=bundles.signed&subject=key/{Keys[1].KeyId}").JsonAsync();
        Assert.Single(signed.AsArray());
    }

    [Fact]
    public async Task Key_ThatIsRetired_IsNoAnswerToWhatIsCurrentAndStaysHistory()
    {
        string token, tag;
        await using (var before = await StartAsync(0))
            token = (await before.Bootstrap.MakePullerTokenAsync()).Text;
        await using (var both = await StartAsync(0, 1))
        {
            await SignedByAsync(both.WithToken(token), 1);
            using var bundle = await both.WithToken(token).PullAsync();
            tag = bundle.Headers.ETag!.Tag;
        }

        await using var host = await StartAsync(1);
        var puller = host.WithToken(token);

        using var current = await puller.PullAsync(tag);
        Assert.Equal((HttpStatusCode.OK, 1), (current.StatusCode, current.Revision()));
        AssertFresh(current, 1);
        using var retired = await puller.PullAsync(path: $"{PullerCalls.Staging}?keyid={Keys[0].KeyId}");
        Assert.Equal(HttpStatusCode.NotFound, retired.StatusCode);
        using var noFreshness = await puller.PullAsync(path: $"{PullerCalls.Staging}/freshness?keyid={Keys[0].KeyId}");
        Assert.Equal(HttpStatusCode.NotFound, noFreshness.StatusCode);
        // History is under its key for good, and says beside it what is fresh.
        using var pinned = await puller.PullAsync(path: $"/v1/revisions/1/bundles/staging/opa?keyid={Keys[0].KeyId}");
        Assert.Equal(HttpStatusCode.OK, pinned.StatusCode);
        AssertFresh(pinned, 1);
        Assert.Equal(1L, await CountAsync("revisions WHERE number > 0"));
    }

    [Fact]
    public async Task Key_ThatReplacesALeakedOneAtOnce_SealsWhatIsCompiledAnewAsARevision()
    {
        string token, pinnedToken;
        await using (var before = await StartAsync(0))
        {
            token = (await before.Bootstrap.MakePullerTokenAsync()).Text;
            pinnedToken = (await before.Bootstrap.MakePullerTokenAsync("production")).Text;
        }

        await using var host = await StartAsync(2);

        foreach (var (puller, path) in new[] { (host.WithToken(token), PullerCalls.Staging), (host.WithToken(pinnedToken), "/v1/bundles/production/opa") })
        {
            await Eventually.HoldsAsync(async () =>
            {
                using var bundle = await puller.PullAsync(path: path);
                return bundle.StatusCode == HttpStatusCode.OK && bundle.Revision() == 2;
            }, "the new key's bundles");
        }

        var sealedAnew = await SignedByAsync(host.WithToken(token), 2);
        Assert.Equal(2, sealedAnew.Manifest.Revision);
        using var history = await host.WithToken(token).PullAsync(path: "/v1/revisions/1/bundles/staging/opa");
        AssertFresh(history, 2);
    }

    [Fact]
    public async Task Environment_ThatGetsAKeyOfItsOwn_IsSignedByItAlone_AndTheOthersStayAsTheyAre()
    {
        string staging, production;
        await using (var before = await StartAsync(0))
        {
            staging = (await before.Bootstrap.MakePullerTokenAsync()).Text;
            production = (await before.Bootstrap.MakePullerTokenAsync("production")).Text;
        }

        await using (var host = await ConsoleHost.StartAsync(database.ConnectionString, settings: Keys.Use([0], [("production", 1)])))
        {
            var archive = await PulledAsync(host.WithToken(production), "/v1/bundles/production/opa", 2);
            Assert.True(BundleVerifier.Verify(archive, new BundleScope("production", Target.Opa), [Keys[1]]).IsVerified);
            using var byTheGeneralKey = await host.WithToken(production).PullAsync(path: $"/v1/bundles/production/opa?keyid={Keys[0].KeyId}");
            Assert.Equal(HttpStatusCode.NotFound, byTheGeneralKey.StatusCode);
            using var unmoved = await host.WithToken(staging).PullAsync();
            Assert.Equal(1, unmoved.Revision());
            using var byTheOther = await host.WithToken(staging).PullAsync(path: $"{PullerCalls.Staging}?keyid={Keys[1].KeyId}");
            Assert.Equal(HttpStatusCode.NotFound, byTheOther.StatusCode);
            Assert.Equal(2L, await CountAsync("revisions WHERE number > 0"));
        }

        // A second general key signs the others alone.
        await using var rotated = await ConsoleHost.StartAsync(database.ConnectionString, settings: Keys.Use([0, 2], [("production", 1)]));
        await SignedByAsync(rotated.WithToken(staging), 2);
        Assert.Equal(0L, await CountAsync($"bundles WHERE environment = 'production' AND key_id = '{Keys[2].KeyId}'"));
        using var ready = await rotated.Anonymous.CallAsync("GET", "/readyz");
        Assert.DoesNotContain("\"signatures\"", await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyOfAnEnvironment_ThatTheListDoesNotGiveIt_StopsStartUp()
    {
        var settings = Keys.Use([0, 1], []);
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => ConsoleHost.StartAsync(
            database.ConnectionString, settings: [.. settings.Where(s => !s.Key.Contains("PreviousKeyFiles", StringComparison.Ordinal)), ("Signing:Environments:production:KeyFile", settings.Single(s => s.Key == "Signing:PreviousKeyFiles:0").Value)]));
        Assert.Contains("Signing__KeyListFile", wrong.Message, StringComparison.Ordinal);

        var twice = await Assert.ThrowsAsync<OptionsValidationException>(() => ConsoleHost.StartAsync(
            database.ConnectionString, settings: [.. settings, ("Signing:Environments:production:KeyFile", settings.Single(s => s.Key == "Signing:KeyFile").Value)]));
        Assert.Contains("Signing__Environments__production", twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_StartedTogether_SignOnce()
    {
        string token;
        await using (var before = await StartAsync(0))
            token = (await before.Bootstrap.MakePullerTokenAsync()).Text;
        var settings = Keys.Use(0, 1);

        var hosts = await Task.WhenAll(
            ConsoleHost.StartAsync(database.ConnectionString, settings: settings), ConsoleHost.StartAsync(database.ConnectionString, settings: settings));
        await using var one = hosts[0];
        await using var other = hosts[1];

        var archives = new List<byte[]>();
        foreach (var host in hosts)
        {
            await SignedByAsync(host.WithToken(token), 1);
            archives.Add(await host.WithToken(token).GetByteArrayAsync($"{PullerCalls.Staging}?keyid={Keys[1].KeyId}", TestContext.Current.CancellationToken));
        }

        Assert.Equal(archives[0], archives[1]);
        Assert.Equal(0L, await CountAsync("(SELECT scope FROM bundles GROUP BY scope HAVING count(*) <> 2) AS lacking"));
    }

    [Fact]
    public async Task Key_ThatComesWhileAPublishIsInItsStages_SignsWhatTheRestIsHandedToo()
    {
        string canary, rest;
        int revision;
        await using (var before = await StartAsync(0))
        {
            await before.Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", """{"stages":[{"name":"canary","labels":{"ring":"canary"}}]}""").JsonAsync();
            canary = (await before.Bootstrap.CallAsync("POST", "/api/v1/tokens", """{"kind":"puller","environment":"staging","target":"opa","labels":{"ring":"canary"}}""").JsonAsync()).Text("token");
            rest = (await before.Bootstrap.MakePullerTokenAsync()).Text;
            revision = (await before.Bootstrap.CallAsync("PATCH", "/api/v1/policy?publish=true&staged=true", SmallPolicy.GrantPatch("staging")).JsonAsync()).Number("revision");
        }

        await using var host = await StartAsync(0, 1);
        Assert.Equal(revision, (await SignedByAsync(host.WithToken(canary), 1)).Manifest.Revision);
        var (held, again) = (await SignedByAsync(host.WithToken(rest), 1), await SignedByAsync(host.WithToken(rest), 0));
        Assert.Equal((1, 1), (held.Manifest.Revision, again.Manifest.Revision));
        Assert.Equal((Keys[1].KeyId, Keys[0].KeyId), (held.KeyId, again.KeyId));
        await host.Bootstrap.CallAsync("POST", $"/api/v1/rollouts/{revision}/staging/promote").JsonAsync();
        Assert.Equal(["canary", "rest"], (await SignedByAsync(host.WithToken(rest), 1)).Manifest.Stages);
    }

    [Fact]
    public async Task Replicas_WithDifferentKeys_DoNotSealEachOthersBundlesWithoutEnd()
    {
        await using var old = await StartAsync(0);
        using var otherFiles = TemporaryDirectory.Create();
        await using var other = await ConsoleHost.StartAsync(database.ConnectionString, settings: new KeyShelf(otherFiles.Path, count: 1).Use(0));
        await Eventually.HoldsAsync(async () => await CountAsync("revisions WHERE number > 0") == 2, "the other's key to seal what it found");

        // Longer than either waits before it looks again.
        await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);

        Assert.Equal(2L, await CountAsync("revisions WHERE number > 0"));
    }

    [Fact]
    public async Task Archive_ThatTheStoreClaimsButNoKeySigned_IsSignedByNone()
    {
        await using (var before = await StartAsync(0))
            await before.Bootstrap.MakePullerTokenAsync();
        await ForgeAsync();

        await using var host = await StartAsync(0, 1);

        await Eventually.HoldsAsync(async () => await CountAsync($"bundles WHERE key_id = '{Keys[1].KeyId}'") > 0, "the other scopes to be signed");
        Assert.Equal(0L, await CountAsync($"bundles WHERE scope = '{Scope}' AND revision = 1000 AND key_id = '{Keys[1].KeyId}'"));
        await Eventually.HoldsAsync(async () =>
        {
            using var ready = await host.Anonymous.CallAsync("GET", "/readyz");
            return (await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("\"signatures\"", StringComparison.Ordinal);
        }, "the replica to say so");
    }

    /// <summary>A newer archive of the scope as somebody with the database's rights and no key would write it: another's bytes under a live key's name.</summary>
    private async Task ForgeAsync()
    {
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var command = source.CreateCommand($"""
            INSERT INTO bundles (scope, environment, target, service, revision, key_id, key_order, published_in, content_digest, sha256, archive, is_tombstone)
            SELECT '{Scope}', 'staging', target, NULL, 1000, key_id, key_order, 1000, content_digest, sha256, archive, false
            FROM bundles WHERE scope = 'production/opa/*'
            """);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private async Task<ConsoleHost> StartAsync(params int[] live)
    {
        var host = await ConsoleHost.StartAsync(database.ConnectionString, settings: Keys.Use(live));
        if (await CountAsync("revisions WHERE number > 0") == 0)
            await host.SeedAsync(SmallPolicy.Yaml);
        return host;
    }

    private async Task<VerifiedBundle> SignedByAsync(HttpClient puller, int key)
    {
        byte[]? archive = null;
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await puller.PullAsync(path: $"{PullerCalls.Staging}?keyid={Keys[key].KeyId}");
            archive = answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken) : null;
            return archive is not null;
        }, $"key {key}'s archive");
        var verified = BundleVerifier.Verify(archive!, Scope, [Keys[key]]);
        Assert.True(verified.IsVerified, verified.Refusal?.Message);
        return verified.Value;
    }

    private static async Task<byte[]> PulledAsync(HttpClient puller, string path, int revision)
    {
        byte[]? archive = null;
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await puller.PullAsync(path: path);
            archive = answer.StatusCode == HttpStatusCode.OK && answer.Revision() == revision ? await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken) : null;
            return archive is not null;
        }, $"revision {revision}");
        return archive!;
    }

    private void AssertFresh(HttpResponseMessage answer, int key)
    {
        var statement = Assert.Single(answer.Headers.GetValues("Access-Freshness"));
        Assert.True(Freshness.Verify(statement, [Keys[key]], Scope, DateTimeOffset.UtcNow).IsVerified);
    }

    private Task<long> CountAsync(string query) => database.ReadAsOwnerAsync<long>($"SELECT count(*) FROM {query}");
}
