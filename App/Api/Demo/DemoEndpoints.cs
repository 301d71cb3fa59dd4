using AccessConsole.Api.Describing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Demo;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Demo;

/// <summary>Tokens for the sample's pipelines, where the demo issuer stands in for Buildkite.</summary>
public static class DemoEndpoints
{
    public static void MapDemo(this IEndpointRouteBuilder api) =>
        api.MapPost("/demo/tokens", Mint).WithName("mintDemoToken").WithTags("Demo")
            .WithSummary("Mints a token as Buildkite would for a job of a sample pipeline; Development only").Refuses(404);

    private static ApiAnswer<Ok<DemoTokenJson>> Mint(DemoTokenRequest body, DemoIssuer issuer, LivePolicy live, TimeProvider clock)
    {
        if (!issuer.IsEnabled)
            return Problems.NotFound("demo issuer here: it runs in Development with the sample organisation");
        var policy = live.Current.Policy;
        if (policy.Principals.Find(new PolicyReference(PolicyKind.Pipeline, body.Pipeline)) is not { } principal)
            return Problems.NotFound($"pipeline `{body.Pipeline}`");
        if (policy.Find(body.Environment, body.Service) is null)
            return Problems.NotFound($"deployment of `{body.Service}` in `{body.Environment}`");
        if (policy.Providers[principal.Pipeline!.Provider] is not { Name: DemoIssuer.Provider, Oidc: { } settings })
            return Problems.NotFound("demo issuer for that pipeline's identity provider");
        return TypedResults.Ok(new DemoTokenJson(issuer.Sign(DemoTokens.Claims(principal, settings, body, clock.GetUtcNow()).ToJsonString())));
    }
}

/// <summary>A token as a build of the sample's pipeline would have it.</summary>
/// <param name="Token">The token's text.</param>
public sealed record DemoTokenJson(string Token);
