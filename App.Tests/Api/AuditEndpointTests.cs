using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Every act leaves its event.</summary>
public sealed class AuditEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Acts_OnADraft_AreRecordedInOrder()
    {
        var alice = await Host.SignInAsync("alice");
        var bob = await Host.SignInAsync("bob");
        var draft = (await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("production"), publish: false).JsonAsync()).Text("draft");
        var path = $"/api/v1/drafts/{draft}";
        await alice.CallAsync("PATCH", path, SmallPolicy.GrantPatch("production", reason: "why")).JsonAsync();
        await alice.CallAsync("POST", path + "/submit").JsonAsync();
        var digest = (await bob.CallAsync("GET", path + "/review").JsonAsync()).Text("digest");
        var body = new JsonObject { ["digest"] = digest }.ToJsonString();
        await alice.CallAsync("POST", path + "/approvals", body).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await bob.CallAsync("POST", path + "/approvals", body).JsonAsync();
        await alice.CallAsync("POST", path + "/publish").ProblemAsync(HttpStatusCode.Conflict, "approvals_missing");
        await bob.CallAsync("POST", path + "/decline", """{"reason":"no"}""").JsonAsync();
        await alice.CallAsync("POST", path + "/withdraw").JsonAsync();

        var events = (await alice.CallAsync("GET", $"/api/v1/audit?subject=draft/{draft}").JsonAsync()).AsArray().Reverse().ToArray();
        Assert.Equal(
            [
                AuditActions.DraftCreated, AuditActions.DraftEdited, AuditActions.DraftSubmitted, AuditActions.Refused, AuditActions.DraftApproved,
                AuditActions.Refused, AuditActions.DraftDeclined, AuditActions.DraftWithdrawn,
            ],
            events.Select(e => e!.Text("action")));
        Assert.Equal(["alice", "alice", "alice", "alice", "bob", "alice", "bob", "alice"], events.Select(e => e!["actor"]!.Text("subject")));
        Assert.Equal(digest, events[4]!["details"]!.Text("digest"));
        Assert.Equal("no", events[6]!["details"]!.Text("reason"));
    }

    [Fact]
    public async Task SignIns_Tokens_AndPublishes_AreRecorded()
    {
        var alice = await Host.SignInAsync("alice");
        Assert.NotEmpty(await EventsAsync(AuditActions.SignedIn));

        var made = await alice.CallAsync("POST", "/api/v1/tokens", """{"kind":"api","role":"editor"}""").JsonAsync();
        using var ended = await alice.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}");
        foreach (var action in new[] { AuditActions.TokenCreated, AuditActions.TokenRevoked })
            Assert.Contains(await EventsAsync(action), e => e!.Text("subject") == $"token/{made.Text("id")}" && e!["actor"]!.Text("subject") == "alice");
        Assert.DoesNotContain(made.Text("token"), string.Concat((await EventsAsync(AuditActions.TokenCreated)).Select(e => e!.ToJsonString())), StringComparison.Ordinal);

        var published = await alice.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "audited")).JsonAsync();
        Assert.Contains(await EventsAsync(AuditActions.RevisionPublished), e => e!.Text("subject") == $"revision/{published.Number("revision")}");
    }

    [Fact]
    public async Task Refusal_ByRole_IsRecorded()
    {
        var victor = await Host.SignInAsync("victor");
        await victor.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "forbidden")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");

        Assert.Contains(await EventsAsync(AuditActions.Refused), e => e!["actor"]!.Text("subject") == "victor" && e!.Text("subject") == "/api/v1/policy");
    }

    [Fact]
    public async Task Events_ReadPageByPage_HaveNoGaps()
    {
        await Host.SignInAsync("ada");
        var seen = new List<long>();
        for (var next = "/api/v1/audit?limit=3"; next is not null;)
        {
            using var answer = await Host.Bootstrap.CallAsync("GET", next);
            seen.AddRange((await answer.JsonAsync()).AsArray().Select(e => e!["sequence"]!.GetValue<long>()));
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(Enumerable.Range(0, seen.Count).Reverse().Select(i => (long)i), seen.OrderDescending());
    }

    private async Task<JsonArray> EventsAsync(string action) => (await Host.Bootstrap.CallAsync("GET", $"/api/v1/audit?action={action}&limit=1000").JsonAsync()).AsArray();
}
