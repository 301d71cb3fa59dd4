using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution.Deciding;

/// <summary>What is answered over HTTP is what the evaluator says, of hostile requests too. Tokens, certificates and paths go raw over the wire.</summary>
public sealed class DecidingEquivalenceTests
{
    private const int Policies = 40;
    private const int RequestsPerPolicy = 100;

    [Fact]
    public async Task Authz_AnswersWhatTheEvaluatorDecides()
    {
        await using var side = await DecidingSide.StartAsync();
        var tokens = PolicyGen.EnvironmentNames.ToDictionary(e => e, e => side.AddToken(e));
        var dice = new Dice(Dice.Seed);
        var (passed, refusals) = (0, new HashSet<string>());
        for (var i = 0; i < Policies; i++)
        {
            var document = PolicyGen.Document(dice, DateTimeOffset.UtcNow);
            side.Advance(document);
            var verifier = new TokenVerifier(side.Policy, provider => provider.Oidc!.Jwks!);
            for (var j = 0; j < RequestsPerPolicy; j++)
            {
                var wire = RequestGen.Request(dice, document, DateTimeOffset.UtcNow);
                var verdict = Evaluator.Decide(side.Policy, (wire with { Time = DateTimeOffset.UtcNow }).ToAccessRequest(verifier));
                var answer = await AskAsync(side, wire, tokens[wire.Environment]);
                if (answer.Header("X-Access-Reason") is not { } reason)
                {
                    // The host itself refuses what is no HTTP.
                    Assert.True(answer.Status is 400 or 405, $"{answer.Status} to {wire.Method} {wire.Path}");
                    continue;
                }

                Assert.Equal((verdict.Reason.Name(), verdict.Effect == Effect.Allow || verdict.Mode == Mode.Shadow), (reason, answer.Status == 200));
                if (answer.Status == 200)
                    passed++;
                else
                    refusals.Add(reason);
                if (answer.Status == 200)
                    Assert.Equal(verdict.Grant?.Name, answer.Header("X-Access-Grant"));
            }
        }

        Assert.True(passed > 100, $"only {passed} passed");
        string[] all = ["unknown_service", "token_invalid", "missing_claim", "ambiguous_identity", "unknown_principal", "path_not_canonical", "method_unknown", "denied_by_grant", "no_grant"];
        Assert.Subset(refusals, all.ToHashSet());
    }

    [Fact]
    public async Task Decide_AnswersWhatTheEvaluatorDecides_OneByOneAndInAList()
    {
        await using var side = await DecidingSide.StartAsync();
        var tokens = PolicyGen.EnvironmentNames.ToDictionary(e => e, e => side.AddToken(e));
        var dice = new Dice(Dice.Seed);
        var allowed = 0;
        for (var i = 0; i < Policies; i++)
        {
            var document = PolicyGen.Document(dice, DateTimeOffset.UtcNow);
            side.Advance(document);
            var environment = dice.One(PolicyGen.EnvironmentNames);
            var wires = Enumerable.Range(0, RequestsPerPolicy).Select(_ => RequestGen.Request(dice, document, DateTimeOffset.UtcNow, environment)).ToArray();
            var expected = wires.Select(wire => Expected(side, wire)).ToArray();

            var (status, body) = await side.AskAsync(tokens[environment], new JsonObject { ["requests"] = new JsonArray([.. wires.Select(wire => Asked(side, wire))]) });

            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(expected.Select(Shown), body["decisions"]!.AsArray().Select(d => Shown(d!)));
            allowed += expected.Count(verdict => verdict.Effect == Effect.Allow);
            var (_, one) = await side.AskAsync(tokens[environment], Asked(side, wires[0]));
            Assert.Equal(Shown(expected[0]), Shown(one));
        }

        Assert.True(allowed > 50, $"only {allowed} were allowed");
    }

    private static Task<WireResponse> AskAsync(DecidingSide side, WireRequest wire, string token)
    {
        var headers = wire.Headers.Append(KeyValuePair.Create("Access-Console-Token", token));
        if (side.CertificateOf(wire.Certificate) is { } pem)
            headers = headers.Append(KeyValuePair.Create("Access-Client-Certificate", Uri.EscapeDataString(pem)));
        return side.SendAsync($"{wire.Method} /v1/authz/{wire.Environment}/{wire.Service}{wire.Path}", headers);
    }

    private static JsonObject Asked(DecidingSide side, WireRequest wire) => new()
    {
        ["environment"] = wire.Environment,
        ["service"] = wire.Service,
        ["method"] = wire.Method,
        ["path"] = wire.Path,
        ["token"] = TokenOf(wire),
        ["certificate"] = side.CertificateOf(wire.Certificate),
    };

    private static string? TokenOf(WireRequest wire) => wire.Headers.IsEmpty ? null : wire.Headers[0].Value.Split(' ')[^1];

    /// <summary>A token by itself is judged as if it stood in its provider's header.</summary>
    private static Verdict Expected(DecidingSide side, WireRequest wire)
    {
        var verifier = new TokenVerifier(side.Policy, provider => provider.Oidc!.Jwks!);
        var (token, now) = (TokenOf(wire), DateTimeOffset.UtcNow);
        var header = token is null ? null : side.Policy.Principals.FindIssuer(CompactToken.Parse(token)?.Issuer ?? "")?.Oidc!.TokenHeader ?? OidcSettings.DefaultTokenHeader;
        var headers = header is null ? Enumerable.Empty<KeyValuePair<string, string>>()
            : [KeyValuePair.Create(header, header == OidcSettings.DefaultTokenHeader ? $"Bearer {token}" : token!)];
        return Evaluator.Decide(side.Policy, (wire with { Headers = [.. headers], Time = now }).ToAccessRequest(verifier));
    }

    private static (string Effect, string Reason, string? Grant, string? Detail) Shown(Verdict verdict) =>
        (verdict.Effect.ToString().ToLowerInvariant(), verdict.Reason.Name(), verdict.Grant?.Name, verdict.Detail);

    private static (string Effect, string Reason, string? Grant, string? Detail) Shown(JsonNode decision) =>
        ((string)decision["effect"]!, (string)decision["reason"]!, (string?)decision["grant"], (string?)decision["detail"]);
}
