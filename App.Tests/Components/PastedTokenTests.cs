using System.Text;
using AccessConsole.Components.Pages.Simulator;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace AccessConsole.Tests.Components;

/// <summary>Of a token that is pasted into the simulator, only what it claims goes on.</summary>
public sealed class PastedTokenTests
{
    private const string Signature = "c2lnbmF0dXJl";

    [Theory]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("  bearer  ")]
    public void Token_IsItsClaims(string before)
    {
        var claims = PastedToken.ClaimsOf($"{before}{Part("""{"alg":"RS256"}""")}.{Part("""{"iss":"https://agent.buildkite.com","build_branch":"größe"}""")}.{Signature}\n");
        Assert.Equal("{\n  \"iss\": \"https://agent.buildkite.com\",\n  \"build_branch\": \"größe\"\n}", claims?.ReplaceLineEndings("\n"));
        Assert.DoesNotContain(Signature, claims, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{ "iss": "https://a.b.example" }""")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJub25lIn0.bm8ganNvbg.c2ln")]
    public void AnythingElse_StaysAsItIs(string text) => Assert.Null(PastedToken.ClaimsOf(text));

    private static string Part(string json) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(json));
}
