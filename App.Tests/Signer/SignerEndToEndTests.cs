using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Bundles;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;
using AccessConsole.Signing;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Cli;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Signer;

/// <summary>A console, its signer, a database and an identity provider, each what it is in production; and somebody who holds the console or the database.</summary>
public sealed class SignerEndToEndTests(SignedConsole console) : IClassFixture<SignedConsole>
{
    private const string Production = "/v1/bundles/production/opa";

    [Fact]
    public async Task Change_ApprovedAtTheProvider_IsSignedWithWhatProvesIt()
    {
        var (draft, digest) = await console.SubmitAsync();
        Assert.Equal($"/drafts/{draft}", await console.ApproveAsync(SignedConsole.BobsId, draft, digest));
        Assert.Equal($"/drafts/{draft}", await console.ApproveAsync(SignedConsole.ErinsId, draft, digest));

        var published = await console.PublishAsync(draft).JsonAsync();

        var bundle = await PullAsync();
        await File.WriteAllBytesAsync(console.Place.At("bundle.tar.gz"), bundle, TestContext.Current.CancellationToken);
        var verified = await Accessctl.RunAsync(
            "verify", console.Place.At("bundle.tar.gz"), "--trust", console.Place.RootPublicFile, "--keys", console.Place.ListFile, "--scope", "production/opa/*", "-o", "json");
        Assert.Equal((0, published.Number("revision")), (verified.ExitCode, verified.Json.Number("revision")));
        Assert.Equal(["Bob Approver", "Erin Approver"], verified.Json["approvals"]!.AsArray().Select(approval => approval!.Text("name")));
        Assert.All(verified.Json["approvals"]!.AsArray(), approval => Assert.Equal((digest, 64), (approval!.Text("change"), approval!.Text("evidence").Length)));
        // The token proves it to the signer and is nobody else's to see.
        Assert.DoesNotContain("eyJ", await console.Host.Bootstrap.GetStringAsync($"/api/v1/drafts/{draft}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", await console.Host.Bootstrap.GetStringAsync($"/api/v1/revisions/{published.Number("revision")}", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForgedApprovalRows_OfWhoeverHoldsTheDatabase_AreRefusedAndRecorded()
    {
        var (draft, digest) = await console.SubmitAsync();
        await console.ApproveAsync(SignedConsole.BobsId, draft, digest);
        // Another person's row, made of Bob's: the console cannot tell it from a real one.
        await console.Database.ExecuteAsOwnerAsync(
            $$"""INSERT INTO approvals (draft_id, content_version, approval) SELECT draft_id, content_version, jsonb_set(approval, '{approver,subject}', '"{{SignedConsole.ErinsId}}"') FROM approvals WHERE draft_id = '{{draft}}'""");

        var refusal = await console.PublishAsync(draft).ProblemAsync(HttpStatusCode.Conflict, "signer_refused");

        Assert.Contains("1 more approval is needed for `production`", refusal.Text("detail"), StringComparison.Ordinal);
        var events = await console.Host.Bootstrap.GetStringAsync("/api/v1/audit?limit=20", TestContext.Current.CancellationToken);
        Assert.Contains("the signer refuses: 1 more approval is needed", events, StringComparison.Ordinal);
        Assert.Contains(AuditActions.Refused, events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opa_ThatPinsTheSignersKey_TakesWhatItSigned()
    {
        _ = OpaRig.Binary;
        var token = await console.Host.Bootstrap.MakePullerTokenAsync();
        var key = console.Host.Get<SigningKeyRing>().KeyList.Keys.Single();
        var file = console.Place.At("opa.yaml");
        await File.WriteAllTextAsync(file, $$"""
            services:
              console:
                url: {{console.Host.Address}}v1
                credentials: { bearer: { token: "{{token.Text}}" } }
            keys:
              "{{key.KeyId}}": { algorithm: ES256, key: "{{SigningKeys.ExportPublicPem(key).ReplaceLineEndings("\\n")}}" }
            bundles:
              access:
                service: console
                resource: bundles/staging/opa
                polling: { long_polling_timeout_seconds: 20, min_delay_seconds: 1, max_delay_seconds: 1 }
                signing: { keyid: "{{key.KeyId}}", scope: "staging/opa/*" }
            status: { service: console }
            """, TestContext.Current.CancellationToken);
        await using var opa = await OpaServer.StartAsync("--config-file", file);

        var published = (await console.ChangeStagingAsync().JsonAsync()).Number("revision");

        var points = console.Host.Get<EnforcementPoints>();
        await Eventually.HoldsAsync(() => Task.FromResult(points.List().Any(point => point.Revision >= published && point.Error is null)), $"opa to report revision {published}");
    }

    [Fact]
    public async Task EnvironmentWithoutApprovals_IsChangedAtOnce_AndAnEmergencyNeedsNone()
    {
        await console.ChangeStagingAsync().JsonAsync();
        var revoked = await console.Host.Bootstrap.CallAsync("POST", "/api/v1/emergencies", """{"kind":"pipeline","name":"deploy","environments":["production"],"reason":"taken over","confirm":"deploy"}""").JsonAsync();

        Assert.True(revoked.Number("revision") > 1);
    }

    [Fact]
    public async Task Approval_WithoutASignInOfItsOwn_IsRefusedAtOnce()
    {
        var (draft, digest) = await console.SubmitAsync();
        var bob = await console.Host.SignInAsync("bob");

        var refusal = await bob.CallAsync("POST", $"/api/v1/drafts/{draft}/approvals", $$"""{"digest":"{{digest}}"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

        Assert.Contains("proved to the signer by a sign-in of their own", refusal.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApprovalFormOfAnotherSite_BeginsNoSignIn()
    {
        using var form = new FormUrlEncodedContent([new("draft", Guid.NewGuid().ToString()), new("digest", new string('0', 64))]);
        using var answer = await console.Host.Anonymous.PostAsync("/signin/approve", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task ApprovalOfWhatIsNoLongerThere_IsNotTaken()
    {
        var (draft, _) = await console.SubmitAsync();

        Assert.Equal($"/drafts/{draft}?approval=refused", await console.ApproveAsync(SignedConsole.BobsId, draft, new string('0', 64)));
    }

    [Fact]
    public async Task SignerThatIsAway_StopsPublishingAndNothingElse()
    {
        await PullAsync();
        await console.Signer.KillAsync();

        var refusal = await console.ChangeStagingAsync().ProblemAsync(HttpStatusCode.ServiceUnavailable, "signer_away");
        Assert.Contains("nothing is published until it is back", refusal.Text("detail"), StringComparison.Ordinal);
        await PullAsync();
        Assert.True(await IsDegradedAsync(DegradedParts.Signer));

        await console.StartSignerAsync();
        await console.ChangeStagingAsync().JsonAsync();
        Assert.False(await IsDegradedAsync(DegradedParts.Signer));
    }

    [Fact]
    public async Task DraftThatIsDueWhileTheSignerIsAway_IsPublishedOnceItIsBack()
    {
        var (draft, digest) = await console.SubmitAsync("staging");
        await console.Signer.KillAsync();
        var at = DateTimeOffset.UtcNow.AddSeconds(2);
        await console.Host.Bootstrap.CallAsync("PUT", $"/api/v1/drafts/{draft}/schedule", $$"""{"at":"{{at:O}}","digest":"{{digest}}"}""").JsonAsync();
        await Eventually.HoldsAsync(async () => await IsDegradedAsync(DegradedParts.Schedules), "the draft to be late");

        await console.StartSignerAsync();

        await Eventually.HoldsAsync(async () => (await console.Host.Bootstrap.CallAsync("GET", $"/api/v1/drafts/{draft}").JsonAsync()).Text("state") == "published", "the draft to be published");
    }

    [Fact]
    public async Task CommitThatFails_LeavesTheSignerAheadForThatLongOnly()
    {
        await console.Database.ExecuteAsOwnerAsync(
            "CREATE FUNCTION refuse_revision() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$; CREATE TRIGGER refuse_revision BEFORE INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION refuse_revision()");
        var before = await HighestAsync();
        using (var failed = await console.ChangeStagingAsync())
            Assert.False(failed.IsSuccessStatusCode);
        var lost = await HighestAsync();
        await console.Database.ExecuteAsOwnerAsync("DROP TRIGGER refuse_revision ON revisions; DROP FUNCTION refuse_revision");

        var published = await console.ChangeStagingAsync().JsonAsync();

        Assert.True(lost > before);
        Assert.Equal(lost + 1, published.Number("revision"));
    }

    [Fact]
    public async Task Signer_LetsNobodyInWithoutTheCredential()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/state");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer another-credential-of-32-characters-or-more");
        using var answer = await console.Signer.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Init_OverAStateThatIsThere_IsRefused()
    {
        await console.Signer.KillAsync();
        try
        {
            var (exitCode, output) = await SignerProcess.InitAsync(console.Place, "--base", console.Place.BaseFile);
            Assert.Equal(1, exitCode);
            Assert.Contains("has a state already", output, StringComparison.Ordinal);
            (exitCode, output) = await SignerProcess.InitAsync(console.Place, "--base", console.Place.BaseFile, "--replace");
            Assert.Equal(1, exitCode);
            Assert.Contains("was signed: export the newest", output, StringComparison.Ordinal);
        }
        finally
        {
            await console.StartSignerAsync();
        }
    }

    private async Task<bool> IsDegradedAsync(string part) =>
        (await console.Host.Anonymous.CallAsync("GET", "/readyz").JsonAsync())["degraded"]!.AsArray().Any(degraded => degraded!.Text("part") == part);

    [Fact]
    public async Task Freshness_SaidByTheSigner_CarriesTheAuditLogsCheckpointAndNothingElse()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await console.Host.Get<AuditCheckpoints>().AdvanceAsync(cancellation);
        var revision = (await console.ChangeStagingAsync().JsonAsync()).Number("revision");
        var token = await console.Host.Bootstrap.MakePullerTokenAsync("staging");

        using var answer = await console.Host.WithToken(token.Text).PullAsync(path: "/v1/bundles/staging/opa");

        var key = NoteKey.Parse(await console.Host.Bootstrap.GetStringAsync("/api/v1/audit/key", cancellation));
        var carried = FreshnessHeader.CheckpointOf(answer);
        Assert.True(Checkpoint.Open(carried, key).IsVerified);

        var question = new JsonObject
        {
            ["scope"] = "staging/opa/*",
            ["keyId"] = FreshnessHeader.KeyIdOf(answer),
            ["bundle"] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(cancellation))),
            ["revision"] = revision,
            ["checkpoint"] = carried,
        };
        using var said = await console.Signer.Client.PostAsJsonAsync("/v1/freshness", question, cancellation);
        Assert.Equal(HttpStatusCode.OK, said.StatusCode);
        question["checkpoint"] = "anything else that the signer would have signed";
        using var refused = await console.Signer.Client.PostAsJsonAsync("/v1/freshness", question, cancellation);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("checkpoint is none", await refused.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
    }

    private async Task<byte[]> PullAsync()
    {
        var token = await console.Host.Bootstrap.MakePullerTokenAsync("production");
        using var answer = await console.Host.WithToken(token.Text).PullAsync(path: Production);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Access-Freshness"));
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private async Task<int> HighestAsync() => JsonNode.Parse(await console.Signer.Client.GetStringAsync("/v1/state", TestContext.Current.CancellationToken))!.Number("highest");
}
