using System.Net;
using System.Text.RegularExpressions;
using AccessConsole.Core.Documents;
using AccessConsole.Distribution.Describing;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed partial class OpenApiTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Document_ListsEveryEndpointOfTheApi()
    {
        var paths = (await Host.Bootstrap.CallAsync("GET", "/openapi/v1.json").JsonAsync())["paths"]!.AsObject();

        var endpoints = Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal) && e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null).ToArray();
        Assert.True(endpoints.Length > 25);
        foreach (var endpoint in endpoints)
        {
            var path = Constraint().Replace(endpoint.RoutePattern.RawText!, "}").TrimEnd('/');
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
            {
                var operation = paths[path]?[method.ToLowerInvariant()];
                Assert.True(operation?["summary"] is not null, $"{method} {path} is not described");
            }
        }
    }

    [Theory]
    [InlineData("/api/v1/decisions/log", "get", "200")]
    [InlineData("/api/v1/decisions/log/{id}", "get", "200")]
    [InlineData("/api/v1/decisions/story", "get", "200")]
    [InlineData("/api/v1/least-privilege/grants", "get", "200")]
    [InlineData("/api/v1/least-privilege/narrowing/check", "post", "200")]
    [InlineData("/api/v1/least-privilege/proposals", "post", "201")]
    [InlineData("/api/v1/rollouts/current", "get", "200")]
    [InlineData("/api/v1/drift", "get", "200")]
    public async Task Document_SaysWhatIsAnswered(string path, string method, string status)
    {
        var document = await Host.Bootstrap.CallAsync("GET", "/openapi/v1.json").JsonAsync();
        Assert.NotNull(document["paths"]![path]![method]!["responses"]![status]?["content"]?["application/json"]?["schema"]);
    }

    /// <summary>Answers may get members that clients of today do not know.</summary>
    [Fact]
    public async Task Bodies_TakeNoOtherMembers_AndAnswersMayHaveMore()
    {
        var schemas = (await Host.Bootstrap.CallAsync("GET", "/openapi/v1.json").JsonAsync())["components"]!["schemas"]!;
        Assert.All(["TokenRequest", "AskBody", "AskedConditions", "RevocationBody", "RebaseRequest"], body => Assert.False(schemas[body]!["additionalProperties"]!.GetValue<bool>()));
        Assert.All(["Draft", "Emergency", "Token"], answer => Assert.Null(schemas[answer]!["additionalProperties"]));
    }

    [Fact]
    public async Task Document_WithoutCredential_IsNotShown()
    {
        await Host.Anonymous.CallAsync("GET", "/openapi/v1.json").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Schema_IsServedToAnybody()
    {
        using var answer = await Host.Anonymous.CallAsync("GET", "/schemas/access/v1.json");
        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(PolicySchema.Json, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task MachineDocument_IsServedToAnybody()
    {
        using var answer = await Host.Anonymous.CallAsync("GET", "/openapi/machine.json");
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(MachineDescription.Json, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
