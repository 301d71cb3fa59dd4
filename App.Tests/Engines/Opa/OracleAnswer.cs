using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>What the evaluator says to a request that OPA is asked.</summary>
internal static class OracleAnswer
{
    public static JsonObject Of(PolicySet policy, JsonObject request)
    {
        var plain = (JsonObject)request.DeepClone();
        plain.Remove("token");
        using var json = JsonDocument.Parse(plain.ToJsonString());
        var (read, problems) = DecisionRequestJson.Read(json.RootElement);
        Assert(problems.IsEmpty, request);
        var asked = RequestReader.ToAccessRequest(policy, read!, DateTimeOffset.UnixEpoch);
        if ((string?)request["token"] is { } token)
            asked = asked with { Caller = asked.Caller with { Token = Verified(policy, token, asked) } };
        return ToJson(Evaluator.Decide(policy, asked).ToDecision());
    }

    public static JsonObject ToJson(Decision decision)
    {
        var json = new JsonObject { ["effect"] = decision.IsAllowed ? "allow" : "deny", ["reason"] = decision.Reason.Name() };
        if (decision.Grant is { } grant)
            json["grant"] = grant;
        if (decision.Detail is { } detail)
            json["detail"] = detail;
        if (decision.Mode is { } mode)
            json["mode"] = mode == Mode.Enforce ? "enforce" : "shadow";
        return json;
    }

    /// <summary>A bare token is taken as if it stood in its own provider's header.</summary>
    private static TokenEvidence? Verified(PolicySet policy, string token, AccessRequest asked)
    {
        var issuer = CompactToken.Parse(token)?.Issuer;
        var header = (issuer is null ? null : policy.Principals.FindIssuer(issuer)?.Oidc?.TokenHeader) ?? OidcSettings.DefaultTokenHeader;
        var value = header == OidcSettings.DefaultTokenHeader ? $"Bearer {token}" : token;
        return new TokenVerifier(policy, provider => provider.Oidc!.Jwks!)
            .Verify([KeyValuePair.Create(header, value)], asked.Environment, asked.Service, asked.Time);
    }

    private static void Assert(bool holds, JsonObject request) => Xunit.Assert.True(holds, $"the API would refuse {request.ToJsonString()}");
}
