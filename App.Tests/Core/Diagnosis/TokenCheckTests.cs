using System.Text.Json.Nodes;
using AccessConsole.Core.Diagnosis;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Diagnosis;

/// <summary>A token of each kind of wrong, and grants that it comes near to.</summary>
public sealed class TokenCheckTests
{
    private const string Line = "buildkite-agent oidc request-token --audience https://access.acme.example/production/api --claim organization_id,pipeline_id";

    private static readonly long Seconds = Calls.Now.ToUnixTimeSeconds();

    [Fact]
    public void GoodCall_FailsNothing()
    {
        var diagnosis = Calls.Document().Diagnose(Calls.Call("Authorization: Bearer " + Calls.Token()));

        Assert.Equal("", diagnosis.Failed());
        Assert.Equal(DecisionReason.Granted, diagnosis.Decision!.Reason);
        Assert.All(["token.typ", "token.issuer", "token.alg", "token.kid", "token.signature", "token.audience", "token.lifetime", "clock.token", "token.expiry", "grant.caller", "grant.decision"], code => Assert.Equal(CheckResult.Passed, diagnosis.Single(code).Result));
    }

    public static TheoryData<string, string> BadTokens()
    {
        var forge = TokenForge.Shared;
        return new()
        {
            { "token.form", "abc.def" },
            { "token.form", Calls.Token() + " x" },
            { "token.form", forge.WithCriticalExtension(Calls.Claims()) },
            { "token.issuer", Calls.Token(("iss", "https://agent.ci.example/")) },
            { "token.kid", forge.SignWithUnknownKeyId(Calls.Claims()) },
            { "token.kid", forge.WithoutKeyId(Calls.Claims()) },
            { "token.alg", forge.Unsigned(Calls.Claims()) },
            { "token.alg", forge.AlgorithmSwapped(Calls.Claims()) },
            { "token.signature", forge.SignWithForeignKey(Calls.Claims()) },
            { "token.signature", TokenForge.Tampered(Calls.Token()) },
            { "token.audience", Calls.Token(("aud", "https://access.acme.example/staging/api")) },
            { "token.audience", Calls.Token(("aud", new JsonArray("https://access.acme.example/production/api"))) },
            { "token.lifetime", Calls.Token(("exp", Seconds + 3600)) },
            { "token.lifetime", Calls.Token(("exp", "soon")) },
            { "token.lifetime", Calls.Token(("nbf", "soon")) },
            { "clock.token", Calls.Token(("iat", Seconds + 61), ("exp", Seconds + 300)) },
            { "clock.token", Calls.Token(("nbf", Seconds + 61)) },
            { "token.expiry", Calls.Token(("iat", Seconds - 360), ("exp", Seconds - 60)) },
        };
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public void Defect_FailsItsOwnCheck_AsTheVerifierRefusesIt(string code, string token)
    {
        var diagnosis = Calls.Document().Diagnose(Calls.Call(token));

        Assert.Equal([code], diagnosis.Checks.Where(c => c.Result == CheckResult.Failed && c.Area is "token" or "clock").Select(c => c.Code).Distinct());
        Assert.Equal(DecisionReason.TokenInvalid, diagnosis.Decision!.Reason);
        Assert.NotNull(diagnosis.Single(code).Mend);
        Assert.DoesNotContain(diagnosis.Checks, c => (c.Finding + c.Mend).Contains(token.Split('.')[^1], StringComparison.Ordinal) && token.Split('.')[^1].Length > 8);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void ClockAhead_IsShown_AndRefusedBeyondTheTolerance(int ahead, bool passes)
    {
        var check = Calls.Document().Diagnose(Calls.Call(Calls.Token(("iat", Seconds + ahead), ("exp", Seconds + 300)))).Single("clock.token");

        Assert.Equal(passes ? CheckResult.Passed : CheckResult.Failed, check.Result);
        Assert.Contains($"{ahead} s", check.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralDefects_AreAllFound()
    {
        var diagnosis = Calls.Document().Diagnose(Calls.Call(TokenForge.Shared.SignWithForeignKey(Calls.Claims(("aud", "https://elsewhere.example"), ("iat", Seconds - 4000), ("exp", Seconds - 3700)))));

        Assert.Equal("token.signature token.audience token.expiry", diagnosis.Failed());
        Assert.Contains($"`{Line}`", diagnosis.Single("token.audience").Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingIdentity_IsAskedForByTheExactLine()
    {
        var diagnosis = Calls.Document().Diagnose(Calls.Call(Calls.Token(("pipeline_id", null))));

        Assert.Equal($"`{Line}`", diagnosis.Single("grant.caller").Mend);
        Assert.Contains("pipeline_id", diagnosis.Single("grant.caller").Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void NearGrant_SaysEverythingThatFailed_AndWhichClaimsToAskFor()
    {
        var document = Calls.Document(new Conditions { Branches = [Pattern.Parse("release/*")], Queues = [Pattern.Parse("deploy")], Clusters = [Pattern.Parse(Calls.Queue.ToString())] });

        var near = document.Diagnose(Calls.Call(Calls.Token())).Checks.Single(c => c.Code == "grant.near" && c.Finding.StartsWith("`deploy-may`", StringComparison.Ordinal));

        Assert.Contains("`main` is not among `release/*`", near.Finding, StringComparison.Ordinal);
        Assert.Contains("shows no `queue_key`", near.Finding, StringComparison.Ordinal);
        Assert.Contains($"`{Line},cluster_id,queue_key`", near.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void NoToken_IsNotTold_ButSaysHowToAskForOne()
    {
        var check = Calls.Document().Diagnose(Calls.Call()).Single("token.form");

        Assert.Equal((CheckResult.Untold, $"in the job: `{Line}`"), (check.Result, check.Mend));
    }

    [Fact]
    public void DeniedByGrant_NamesIt()
    {
        var document = Calls.Document();
        document = document with { Grants = [.. document.Grants, document.Grants[0] with { Name = "never", Effect = Effect.Deny }] };

        Assert.Contains("`never` denies it", document.Diagnose(Calls.Call(Calls.Token())).Single("grant.decision").Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get", "/x", "request.method")]
    [InlineData("GET", "/a/../x", "request.path")]
    [InlineData("GET", "/a%2fx", "request.path")]
    public void RequestThatEveryEngineRefuses_Fails(string method, string path, string code) =>
        Assert.Contains(code, Calls.Document().Diagnose(Calls.Call(Calls.Token()) with { Method = method, Path = path }).Failed(), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, null, "api.acme.example", null)]
    [InlineData(null, null, "API.acme.example.:8443", null)]
    [InlineData("production", "api", null, null)]
    [InlineData("staging", "api", null, "no environment")]
    [InlineData(null, "nothing", null, "no service")]
    [InlineData(null, null, "other.example", "421")]
    [InlineData(null, "other", "api.acme.example", "`api in production`")]
    [InlineData(null, null, null, "neither a host nor a service")]
    public void Target_IsFoundByHostOrService(string? environment, string? service, string? host, string? finding)
    {
        var diagnosis = Calls.Document().Diagnose(new FailingCall { Environment = environment, Service = service, Host = host });

        Assert.Equal(finding is null ? CheckResult.Passed : CheckResult.Failed, diagnosis.Single("request.target").Result);
        Assert.Contains(finding ?? "`api`", diagnosis.Single("request.target").Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://Api.acme.example:8443/a/../b?q=1#f", "https", "api.acme.example:8443", "/a/../b")]
    [InlineData("api.acme.example", null, "api.acme.example", null)]
    [InlineData("api.acme.example/%2e", null, "api.acme.example", "/%2e")]
    public void Address_KeepsItsPathToTheLetter(string text, string? scheme, string host, string? path) => Assert.Equal(new CalledAddress(scheme, host, path), CalledAddress.Read(text));

    [Theory]
    [InlineData("ftp://api.acme.example/")]
    [InlineData("https://me:secret@api.acme.example/")]
    public void Address_OfAnotherKind_IsRefused(string text) => Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => CalledAddress.Read(text)).Message, StringComparison.Ordinal);
}
