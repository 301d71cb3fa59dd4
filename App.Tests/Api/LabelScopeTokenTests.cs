using System.Net;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>API tokens that are held to services, and what an admin who is held to some may make and manage.</summary>
public sealed class LabelScopeTokenTests(ScopedConsole console) : IClassFixture<ScopedConsole>
{
    private const string OwnGrant = """{"upsert":{"grants":[{"name":"own","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"pay","environments":["staging"]}]}}""";

    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Token_ScopedByLabels_IsShownSo()
    {
        var made = await TokensAsync(Host.Bootstrap, """{"kind":"api","role":"editor","environments":["staging"],"serviceLabels":{"team":["shop","payments"],"data":["cardholder"]}}""").JsonAsync();
        var shown = await Host.Bootstrap.CallAsync("GET", $"/api/v1/tokens/{made.Text("id")}").JsonAsync();
        Assert.Equal("""{"data":["cardholder"],"team":["payments","shop"]}""", shown["serviceLabels"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"kind":"api","role":"viewer","serviceLabels":{"team":["payments"]}}""")]
    [InlineData("""{"kind":"api","role":"auditor","serviceLabels":{"team":["payments"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":[]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments,production"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments,team=shop"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team,data":["payments"]}}""")]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":[null]}}""")]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa","serviceLabels":{"team":["payments"]}}""")]
    public async Task Token_WithLabelsThatSayNothingOrTooMuch_IsRefused(string body) =>
        await TokensAsync(Host.Bootstrap, body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

    [Theory]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments"]}}""", true)]
    [InlineData("""{"kind":"api","role":"admin","environments":["staging"],"serviceLabels":{"team":["payments"],"data":["cardholder"]}}""", true)]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"team":["payments","shop"]}}""", false)]
    [InlineData("""{"kind":"api","role":"editor","serviceLabels":{"data":["cardholder"]}}""", false)]
    [InlineData("""{"kind":"api","role":"editor","environments":["staging"]}""", false)]
    [InlineData("""{"kind":"api","role":"viewer"}""", false)]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa"}""", false)]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa","service":"payments-api"}""", false)]
    public async Task Admin_OfAScope_MakesTokensWithinItAndNoPullers(string body, bool isMade)
    {
        var admin = ScopedAdmin();
        using var answer = await TokensAsync(admin, body);
        Assert.Equal(isMade ? HttpStatusCode.Created : HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Admin_OfAScope_EndsNoTokenBeyondIt_AndManagesNoKeysOrConnections()
    {
        var admin = ScopedAdmin();
        foreach (var body in (string[])["""{"kind":"api","role":"viewer"}""", """{"kind":"puller","environment":"staging","target":"opa"}"""])
        {
            var made = await TokensAsync(Host.Bootstrap, body).JsonAsync();
            await admin.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        }

        await admin.CallAsync("POST", "/api/v1/issuer-keys/ci/accept").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await admin.CallAsync("POST", "/api/v1/buildkite", """{"organization":"acme","token":"bkua_0000000000000000000000000000000000000000"}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var draft = (await Host.Bootstrap.PatchPolicyAsync(OwnGrant, publish: false).JsonAsync()).Text("draft");
        await admin.CallAsync("POST", $"/api/v1/drafts/{draft}/withdraw").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    private HttpClient ScopedAdmin()
    {
        ValueList<LabelChoice> payments = [new LabelChoice("team", ["payments"])];
        return Host.WithSession("anna", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Admin, [], payments));
    }

    private static Task<HttpResponseMessage> TokensAsync(HttpClient client, string body) => client.CallAsync("POST", "/api/v1/tokens", body);
}
