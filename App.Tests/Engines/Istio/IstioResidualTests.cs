using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>What Istio's objects let pass or refuse otherwise than the policy, one request for each: no residual is listed for nothing, and none is forgotten.</summary>
public sealed class IstioResidualTests
{
    private const string Host = "api.acme.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("/a/../b", "path_normalized")]
    [InlineData("/%62", "path_normalized")]
    [InlineData("/b", null)]
    public void Path_ThatIsNotCanonical_IsDecidedAsNormalized(string path, string? residual) =>
        AssertAllowed(residual, Granted("/b"), Request(path: path, claims: Claims()));

    [Theory]
    [InlineData("build_branch", "[\"main\"]", true)]
    [InlineData("build_tag", "7", true)]
    [InlineData("build_tag", "\"\"", true)]
    [InlineData("build_tag", "\"v1\"", false)]
    [InlineData("build_tag", "null", true)]
    [InlineData("build_branch", "7", false)]
    public void Claim_OfAnotherKind_IsMissingOrOneOfAList(string name, string value, bool isAllowed)
    {
        var claims = Claims();
        claims[name] = JsonNode.Parse(value);
        AssertDecided(isAllowed, Granted("/b", "main"), Request(claims: claims));
        Assert.Contains(Cover(Granted("/b", "main")).Residuals, r => r.Code == "claim_kinds");
    }

    [Fact]
    public void Token_ThatLastsLongerThanThePolicyTakes_Passes()
    {
        var claims = Claims();
        claims["exp"] = Now.AddDays(1).ToUnixTimeSeconds();
        AssertAllowed("token_lifetime", Granted("/b"), Request(claims: claims));
    }

    [Fact]
    public void Token_WithASecondAudience_Passes()
    {
        var claims = Claims();
        claims["aud"] = new JsonArray("https://elsewhere.example", (string)claims["aud"]!);
        AssertAllowed("token_form", Granted("/b"), Request(claims: claims));
    }

    [Fact]
    public void Certificate_WithTwoNames_IsEither() =>
        AssertAllowed("certificates_by_mesh", Granted("/b"), Request() with { Peer = ["spiffe://acme.example/ns/nobody", "spiffe://acme.example/ns/shop/sa/storefront"] });

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-Original-URL", "/admin")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Authorization", "Basic dTpw")]
    [InlineData("Authorization", "")]
    public void Header_ThatCouldMakeItAnotherRequest_IsRefused(string name, string value) =>
        AssertDecided(false, Granted("/b"), Request() with { Peer = ["spiffe://acme.example/ns/shop/sa/storefront"], Headers = [new(name, value)] });

    [Fact]
    public void Upgrade_WhereTheDeploymentHasWebSockets_PassesAsNoOther()
    {
        var policy = Granted("/b", webSocket: true);
        var request = Request() with { Peer = ["spiffe://acme.example/ns/shop/sa/storefront"] };
        AssertDecided(true, policy, request with { Headers = [new("Upgrade", "websocket")] });
        AssertDecided(false, policy, request with { Headers = [new("Upgrade", "h2c")] });
    }

    [Theory]
    [InlineData("api.acme.example", true)]
    [InlineData("API.acme.example:8443", true)]
    [InlineData("api.acme.example.", true)]
    [InlineData("api.acme.example.evil.example", false)]
    [InlineData("api", false)]
    public void Authority_IsTheDeploymentsHostWithOrWithoutPort(string authority, bool isAllowed) =>
        AssertDecided(isAllowed, Granted("/b"), Request(claims: Claims()) with { Authority = authority });

    [Fact]
    public void OtherPort_OfThePods_IsRefused()
    {
        var policy = Granted("/b");
        var other = Workload() with { Port = 9090 };
        Assert.False(new IstioInterpreter(Objects(policy), other).Allows(Request(claims: Claims())));
    }

    private static void AssertAllowed(string? residual, PolicySet policy, IstioRequest request)
    {
        AssertDecided(true, policy, request);
        if (residual is not null)
            Assert.Contains(Cover(policy).Residuals, r => r.Code == residual);
    }

    private static void AssertDecided(bool isAllowed, PolicySet policy, IstioRequest request) =>
        Assert.Equal(isAllowed, new IstioInterpreter(Objects(policy), Workload()).Allows(request));

    private static IReadOnlyList<IstioObject> Objects(PolicySet policy) => IstioObject.Read(IstioPolicies.Compile(policy, "production", "api", Now));

    private static HopCoverage Cover(PolicySet policy) => IstioPolicies.Cover(policy, policy.Find("production", "api")!);

    private static IstioWorkload Workload() => new(IstioPolicies.Namespace, new Dictionary<string, string> { ["app"] = "api" }, IstioPolicies.Port, IsHttp: true);

    /// <summary>The pipeline <c>deploy</c>, on some branch, and the workload <c>storefront</c> may GET a path.</summary>
    private static PolicySet Granted(string path, string? branch = null, bool webSocket = false) => PolicySet.Of(IstioPolicies.Small(path, branch, webSocket, Host));

    private static IstioRequest Request(string path = "/b", JsonObject? claims = null) => new(
        "GET", path, Host, claims is null ? [] : [new("Authorization", "Bearer " + TokenForge.Shared.Sign(claims))], null, Now);

    private static JsonObject Claims() => new()
    {
        ["iss"] = TokenForge.Issuer,
        ["aud"] = $"{TokenForge.Audience}/production/api",
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["exp"] = Now.ToUnixTimeSeconds() + 300,
        ["organization_id"] = PolicyGen.OrganizationId.ToString(),
        ["pipeline_id"] = IstioPolicies.PipelineId.ToString(),
        ["build_branch"] = "main",
    };
}
