using System.Net;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Publishing;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>Tokens of the sample's pipelines, minted as Buildkite would.</summary>
public sealed class DemoTokenTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const string Wanted = """{"pipeline":"payments-deploy","environment":"production","service":"payments-api"}""";

    [Fact]
    public async Task Token_OfASamplePipeline_IsVerifiedForItsDeploymentOnly()
    {
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString, settings: ("Console:Sample", "true"));
        var token = (await host.Bootstrap.CallAsync("POST", "/api/v1/demo/tokens", Wanted).JsonAsync()).Text("token");

        var state = host.Get<LivePolicy>().Current;
        var verifier = new TokenVerifier(state.Policy, state.Input.KeysOf);
        Assert.Null(Verify("production", "payments-api"));
        Assert.Equal(TokenDefect.Audience, Verify("staging", "payments-api"));
        await host.Bootstrap.CallAsync("POST", "/api/v1/demo/tokens", Wanted.Replace("payments-deploy", "nobody", StringComparison.Ordinal)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await host.Bootstrap.CallAsync("POST", "/api/v1/demo/tokens", "{}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");

        TokenDefect? Verify(string environment, string service) =>
            verifier.Verify([new("Authorization", $"Bearer {token}")], environment, service, DateTimeOffset.UtcNow)!.Defect;
    }
}
