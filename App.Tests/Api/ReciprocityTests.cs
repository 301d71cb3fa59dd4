using System.Net;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Two approvers who approve each other's changes, as auditors see them.</summary>
public sealed class ReciprocityTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task People_WhoApproveEachOther_AreListedWithTheirChanges()
    {
        var now = DateTimeOffset.UtcNow;
        RoleAssignment[] both = [new(ConsoleRole.Editor), new(ConsoleRole.Approver)];
        var (mia, noah) = (Host.WithSession("mia", now, both), Host.WithSession("noah", now, both));
        var ada = await Host.SignInAsync("ada");
        var first = await ApprovedAsync(mia, noah, "by-mia");
        Assert.Empty((await ada.CallAsync("GET", "/api/v1/audit/reciprocal-approvals").JsonAsync()).AsArray());
        var second = await ApprovedAsync(noah, mia, "by-noah");

        var pair = Assert.Single((await ada.CallAsync("GET", "/api/v1/audit/reciprocal-approvals?days=1").JsonAsync()).AsArray())!;
        Assert.Equal(("mia", "noah", 1, 1), (pair["first"]!.Text("subject"), pair["second"]!.Text("subject"), pair.Number("ofFirst"), pair.Number("ofSecond")));
        Assert.Equal((second, first), (pair["byFirst"]![0]!.Text("draft"), pair["bySecond"]![0]!.Text("draft")));
        await ada.CallAsync("GET", "/api/v1/audit/reciprocal-approvals?days=0").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await mia.CallAsync("GET", "/api/v1/audit/reciprocal-approvals").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private static async Task<string> ApprovedAsync(HttpClient author, HttpClient approver, string name)
    {
        var draft = (await author.PatchPolicyAsync(SmallPolicy.GrantPatch("production", name), publish: false).JsonAsync()).Text("draft");
        await author.CallAsync("POST", $"/api/v1/drafts/{draft}/submit").JsonAsync();
        var digest = (await approver.CallAsync("GET", $"/api/v1/drafts/{draft}/review").JsonAsync()).Text("digest");
        await approver.CallAsync("POST", $"/api/v1/drafts/{draft}/approvals", $$"""{"digest":"{{digest}}"}""").JsonAsync();
        return draft;
    }
}
