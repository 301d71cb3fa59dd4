using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Core.Diagnosis;

/// <summary>A small policy of one service, and calls to it that fail.</summary>
internal static class Calls
{
    public static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Guid Queue = new("0191f956-62da-7515-b79b-bdecb519aa32");

    public static PolicyDocument Document(Conditions? when = null, string? trustBundle = null, Hop? hop = null)
    {
        var grant = NginxPolicies.Grant with { When = when ?? Conditions.None };
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo(null) with { Hops = [hop ?? new Hop { Engine = Target.Nginx }] }, grant);
        return document with
        {
            IdentityProviders = [.. document.IdentityProviders, new IdentityProvider { Name = "mesh", Spiffe = new SpiffeSettings { TrustDomain = "acme.example", TrustBundle = trustBundle } }],
        };
    }

    public static FailingCall Call(string? token = null) => new() { Service = NginxPolicies.Service, Path = "/x", Token = token };

    public static CallDiagnosis Diagnose(this PolicyDocument document, FailingCall call, DateTimeOffset? now = null, params HopReport[] reports) => CallDiagnosis.Of(call, new CallSurroundings(
        PolicySet.Of(document), p => p.Oidc!.Jwks!, 7, d => d.Deployment.Hops.Index().Select(h => new HopReports(h.Index + 1, h.Item.Engine, [.. reports])).ToValueList(), now ?? Now));

    public static CallCheck Single(this CallDiagnosis diagnosis, string code) => diagnosis.Checks.Single(c => c.Code == code);

    /// <summary>The codes of the checks that failed, in their order.</summary>
    public static string Failed(this CallDiagnosis diagnosis) => string.Join(' ', diagnosis.Checks.Where(c => c.Result == CheckResult.Failed).Select(c => c.Code));

    /// <summary>Claims that name the pipeline <c>deploy</c>, with others in their place; null takes one away.</summary>
    public static JsonObject Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var seconds = Now.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = TokenForge.Issuer,
            ["aud"] = string.Create(CultureInfo.InvariantCulture, $"{TokenForge.Audience}/{NginxPolicies.Environment}/{NginxPolicies.Service}"),
            ["iat"] = seconds - 10,
            ["exp"] = seconds + 290,
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = "0187c6a2-0000-4000-8000-000000000001",
            ["build_branch"] = "main",
        };
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
                claims[name] = value;
        }

        return claims;
    }

    public static string Token(params (string Name, JsonNode? Value)[] changes) => TokenForge.Shared.Sign(Claims(changes));
}
