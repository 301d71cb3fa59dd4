using System.Buffers.Text;
using System.Text;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Evaluation;

/// <summary>Tokens with names that are no text: whoever shows one is told its defect, and nothing breaks.</summary>
public sealed class TokenVerifierTests
{
    /// <summary>Half a surrogate pair, as JSON can escape it, and a byte that UTF-8 does not have.</summary>
    private static readonly byte[][] NoTexts = ["\\ud800"u8.ToArray(), [0xff]];

    private static readonly TokenVerifier Verifier = new(
        PolicySet.Of(new PolicyDocument
        {
            IdentityProviders = [new IdentityProvider { Name = "ci", Oidc = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys } }],
            Environments = [new PolicyEnvironment { Name = "production" }],
        }),
        provider => provider.Oidc!.Jwks!);

    [Fact]
    public void Issuer_ThatIsNoText_IsNobodysIssuer() => Assert.All(NoTexts, noText =>
        Assert.Equal(TokenDefect.Issuer, DefectOf(Unsigned("""{"alg":"RS256","kid":"rsa-1"}"""u8, [.. "{\"iss\":\""u8, .. noText, .. "\"}"u8]))));

    [Fact]
    public void KeyId_ThatIsNoText_NamesNoKey() => Assert.All(NoTexts, noText => Assert.Equal(
        TokenDefect.UnknownKey,
        DefectOf(Unsigned([.. "{\"alg\":\"RS256\",\"kid\":\""u8, .. noText, .. "\"}"u8], Encoding.UTF8.GetBytes($$"""{"iss":"{{TokenForge.Issuer}}"}""")))));

    [Fact]
    public void Audience_ThatIsNoText_IsAnother() => Assert.All(NoTexts, noText => Assert.Equal(
        TokenDefect.Audience,
        DefectOf(TokenForge.Shared.SignBytes([.. Encoding.UTF8.GetBytes($$"""{"iss":"{{TokenForge.Issuer}}","aud":"""), .. "\""u8, .. noText, .. "\"}"u8]))));

    private static TokenDefect? DefectOf(string token) => Verifier.Verify(token, "production", "api", DateTimeOffset.UtcNow).Defect;

    private static string Unsigned(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        $"{Base64Url.EncodeToString(head)}.{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString("signature"u8)}";
}
