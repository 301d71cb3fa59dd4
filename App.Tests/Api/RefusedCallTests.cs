using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Calls that no operation of the API takes: by their type of body, by their method, or by their address.</summary>
public sealed partial class RefusedCallTests(ConsoleFixture console, PostgresFixture postgres) : IClassFixture<ConsoleFixture>
{
    private const string Id = "01890000-0000-7000-8000-000000000000";

    private ConsoleHost Host => console.Host;

    private IEnumerable<RouteEndpoint> Endpoints => Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal) && e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null);

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("nonsense")]
    public async Task BodyOfNoTypeThatIsTaken_IsRefused_WithThoseThatAre(string? type)
    {
        var takers = Endpoints.Where(e => e.Metadata.GetMetadata<ReadBody>() is not null || e.Metadata.GetMetadata<IAcceptsMetadata>() is not null).ToArray();
        Assert.True(takers.Length > 45);
        foreach (var endpoint in takers)
        {
            var types = endpoint.Metadata.GetMetadata<ReadBody>()?.AllTypes ?? endpoint.Metadata.GetMetadata<IAcceptsMetadata>()!.ContentTypes;
            using var answer = await SendAsync(Host.Bootstrap, endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0], PathOf(endpoint), type);
            var problem = await Task.FromResult(answer).ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
            Assert.Equal(string.Join(", ", types), string.Join(", ", answer.Headers.NonValidated["Accept"]));
            Assert.All(types, taken => Assert.Contains(taken, problem.Text("detail"), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task BodyWithAMemberThatNobodyReads_IsRefused_WithItsName()
    {
        var takers = Endpoints.Where(e => (e.Metadata.GetMetadata<ReadBody>() is { } read ? read.Type : e.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType) is not null).ToArray();
        Assert.True(takers.Length > 30);
        using var person = Host.WithSession("all", DateTimeOffset.UtcNow, [.. Enum.GetValues<ConsoleRole>().Select(role => new RoleAssignment(role))]);
        foreach (var endpoint in takers)
        {
            var problem = await person.CallAsync(endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0], PathOf(endpoint), """{"noSuchMember":1}""")
                .ProblemAsync(HttpStatusCode.BadRequest, "malformed");
            Assert.Contains("`$.noSuchMember`: no such member", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/api/v1/revisions?limit=ten", "`limit` of the address cannot be read: it must be a whole number")]
    [InlineData("/api/v1/revisions?at=yesterday", "`at` of the address cannot be read: it must be an instant such as 2027-01-31T12:00:00Z")]
    [InlineData("/api/v1/tokens?after=first", "`after` of the address cannot be read: it must be a UUID")]
    [InlineData("/api/v1/rollouts/staged?live=perhaps", "`live` of the address cannot be read: it must be true or false")]
    public async Task AddressThatCannotBeRead_IsRefusedInOurWords_AndNoFailureOfOurs(string path, string words)
    {
        using var diary = new TestDiary();
        await using var host = await ConsoleHost.StartAsync(await postgres.CreateDatabaseAsync(), diary: diary);

        var problem = await host.Bootstrap.CallAsync("GET", path).ProblemAsync(HttpStatusCode.BadRequest, "malformed");

        Assert.Equal(words, problem.Text("detail"));
        Assert.False(diary.Mentions("nhandled exception"), "a caller's mistake is in the log as a failure");
    }

    [Theory]
    [InlineData("/api/v1/tokens", """{"kind":"api","role":"viewer","role":"admin"}""", "`$.role`: the member is there twice")]
    [InlineData("/api/v1/tokens", """{"kind":"api","role":"viewer","Role":"admin"}""", "`$.Role`: the member is there twice")]
    [InlineData("/api/v1/tokens", """{"kind":"puller","labels":{"a":"1","a":"2"}}""", "`$.labels.a`: the member is there twice")]
    [InlineData("/api/v1/requests/check", """{"when":{"branches":["main"]},"when":{}}""", "`$.when`: the member is there twice")]
    [InlineData("/api/v1/requests/check", """{"when":{"branchs":["main"]}}""", "`$.when.branchs`: no such member")]
    [InlineData("/api/v1/drafts/" + Id + "/rebase", """{"choices":[{"kind":"grants","name":"a","keep":"draft","kept":"draft"}]}""", "`$.choices[0].kept`: no such member")]
    [InlineData("/api/v1/drafts/" + Id + "/withdraw", """{"reason":1}""", "`$.reason`: ")]
    [InlineData("/api/v1/drafts/" + Id + "/publish", "{", "it is no JSON")]
    public async Task BodyThatCannotBeRead_IsRefused_WithWhere(string path, string body, string said)
    {
        var problem = await Host.Bootstrap.CallAsync("POST", path, body).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Contains(said, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/policy/check", "application/json; charset=utf-8", "{\"upsert\":{}}")]
    [InlineData("/api/v1/policy/check", "application/vnd.acme+json", "{\"upsert\":{}}")]
    [InlineData("/api/v1/policy/check", "application/x-yaml", "apiVersion: access/v1")]
    [InlineData("/api/v1/policy/check", "TEXT/YAML", "apiVersion: access/v1")]
    [InlineData("/api/v1/decisions", "application/json", "{\"requests\":[]}")]
    public async Task BodyOfTypeThatIsTaken_IsRead(string path, string type, string body)
    {
        using var answer = await SendAsync(Host.Bootstrap, "POST", path, type, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task CallWithoutBody_IsAskedForNoType(string method)
    {
        var path = method == "GET" ? "/api/v1/requests" : $"/api/v1/drafts/{Id}/withdraw";
        using var answer = await Host.Bootstrap.CallAsync(method, path);
        Assert.Equal(method == "GET" ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/policy", "GET, PATCH, PUT")]
    [InlineData("POST", "/api/v1/drafts/" + Id, "GET, PATCH")]
    [InlineData("PUT", "/api/v1/rollouts/99/staging/promote", "POST")]
    [InlineData("HEAD", "/api/v1/audit", "GET")]
    [InlineData("GET", "/api/v1/drafts/" + Id + "/submit", "POST")]
    [InlineData("DELETE", "/api/v1/revisions/1/", "GET")]
    public async Task MethodThatIsNotTaken_IsRefused_WithThoseThatAre(string method, string path, string allowed)
    {
        using var answer = await Host.Bootstrap.CallAsync(method, path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        if (method == "HEAD")
            return;
        var problem = await Task.FromResult(answer).ProblemAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.All(answer.Content.Headers.Allow, one => Assert.Contains(one, problem.Text("detail"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/revisions/first")]
    [InlineData("/api/v1/drafts/none")]
    public async Task AddressThatThereIsNot_IsNotFound(string path)
    {
        await Host.Bootstrap.CallAsync("GET", path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Host.Bootstrap.CallAsync("DELETE", path).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Host.Bootstrap.CallAsync("GET", path, accept: "text/html").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task CallWithoutCredential_IsToldNothingOfWhatIsTaken()
    {
        await SendAsync(Host.Anonymous, "POST", "/api/v1/requests/check", "text/plain").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await SendAsync(Host.Anonymous, "PUT", "/api/v1/policy", "text/plain").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await Host.Anonymous.CallAsync("DELETE", "/api/v1/policy").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        await Host.Anonymous.CallAsync("DELETE", "/api/v1/nothing").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? type, string body = "{}")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string PathOf(RouteEndpoint endpoint) =>
        Parameter().Replace(endpoint.RoutePattern.RawText!, match => match.Value.Contains(":int", StringComparison.Ordinal) || match.Value.Contains(":long", StringComparison.Ordinal) ? "1" : Id);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
