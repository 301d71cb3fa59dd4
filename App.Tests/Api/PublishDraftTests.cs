using System.Net;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class PublishDraftTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private HttpClient Bootstrap => console.Host.Bootstrap;

    [Fact]
    public async Task Draft_ThatMovedSinceItWasReviewed_IsNotPublishedByTheDigestOfThatReview()
    {
        var id = (await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "seen"), publish: false).JsonAsync()).Text("draft");
        var seen = await DigestAsync(id);
        using var edited = await Bootstrap.CallAsync("PATCH", $"/api/v1/drafts/{id}", SmallPolicy.GrantPatch("staging", "slipped-in"));
        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);

        await PublishAsync(id, $$"""{"digest":"{{seen}}"}""").ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Equal("editing", (await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{id}").JsonAsync()).Text("state"));
        await PublishAsync(id, $$"""{"digest":"{{await DigestAsync(id)}}"}""").JsonAsync();
    }

    private Task<HttpResponseMessage> PublishAsync(string id, string body) => Bootstrap.CallAsync("POST", $"/api/v1/drafts/{id}/publish", body);

    private async Task<string> DigestAsync(string id) => (await Bootstrap.CallAsync("GET", $"/api/v1/drafts/{id}/review").JsonAsync()).Text("digest");
}
