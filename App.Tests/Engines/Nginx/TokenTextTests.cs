using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>access.js lets nginx make text of a token's bytes, which takes any bytes: only those that are UTF-8 may make a token.</summary>
public class TokenTextTests : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("access-signatures-").FullName;
    private readonly NginxRig rig;

    public TokenTextTests() : this(NginxProgram.Own)
    {
    }

    protected TokenTextTests(NginxProgram program, int verified = 0)
    {
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        rig = new NginxRig($"set $access_signatures {directory};", program, verified: verified);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Claims_InAnyScript_AreReadAndLoggedAlikeWhenTheyAreNewAndWhenTheyAreRemembered()
    {
        const string Branch = "größe/日本/😀/\ufffd";
        await ServeAsync(Pattern.Parse("größe/*"));
        var token = TokenForge.Shared.SignBytes(Claims(Encoding.UTF8.GetBytes(Branch)));
        Assert.Equal(200, await SendAsync(token));
        Assert.Single(Directory.GetFiles(directory));
        Assert.Equal(200, await SendAsync(token));
        foreach (var line in await rig.Decisions(2))
            Assert.Contains($"\"build_branch\":\"{Branch}\"", line.GetProperty("claims").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xe9 })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf0, 0x9f, 0x98 })]
    [InlineData(new byte[] { 0x80, 0xc3, 0xa9 })]
    public async Task Bytes_ThatAreNoText_MakeNoToken(byte[] bytes)
    {
        await ServeAsync(Pattern.Parse("*"));
        var token = TokenForge.Shared.SignBytes(Claims(bytes));
        Assert.Equal(401, await SendAsync(token));
        Assert.Equal("malformed", (await rig.Decisions(1))[0].GetProperty("detail").GetString());
        Assert.Empty(Directory.GetFiles(directory));
        Assert.Empty(rig.ScriptErrors);
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"}""", 200, "")]
    [InlineData("""{"kid":"rsa-1","alg":"RS256"}""", 200, "")]
    [InlineData("""{"typ":"JWT","alg":"RS256","kid":"rsa-1"}""", 200, "")]
    [InlineData("""{ "alg": "RS256", "kid": "\u0072sa-1" }""", 200, "")]
    [InlineData("""{"alg":"ES256","kid":"ec-1"}""", 401, "signature")]
    [InlineData("""{"alg":"ES256","kid":"rsa-1"}""", 401, "algorithm")]
    [InlineData("""{"alg":"RS256","kid":"ec-1"}""", 401, "algorithm")]
    [InlineData("""{"alg":"RS256","kid":"rsa-2"}""", 401, "unknown_key")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","crit":[]}""", 401, "malformed")]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"} x""", 401, "malformed")]
    public async Task Header_HoweverItIsWritten_SaysWhichKeyVerifies(string header, int status, string detail)
    {
        await ServeAsync(Pattern.Parse("*"));
        Assert.Equal(status, await SendAsync(TokenForge.Shared.SignBytes(header, Claims("main"u8.ToArray()))));
        Assert.Equal(detail, (await rig.Decisions(1))[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Key_ThatIsNone_VerifiesNothing()
    {
        var policy = NginxPolicies.Policy(NginxPolicies.DeploymentTo(rig.Upstream), NginxPolicies.Grant);
        await rig.Load([.. NginxBundles.Of(policy, NginxPolicies.Environment).Select(WithoutKeys)]);
        Assert.Equal(401, await SendAsync(TokenForge.Shared.SignBytes(Claims("main"u8.ToArray()))));
        Assert.Equal("signature", (await rig.Decisions(1))[0].GetProperty("detail").GetString());
        Assert.Empty(rig.ScriptErrors);
    }

    private static BundleFile WithoutKeys(BundleFile file) => file.Path != "nginx/policy.json" ? file : new BundleFile(
        file.Path, Encoding.UTF8.GetBytes(Regex.Replace(Encoding.UTF8.GetString(file.Content.Span), "\"spki\":\"[^\"]*\"", "\"spki\":\"\"")));

    [Theory]
    [InlineData("""\"\\\/\u0007\n\u00e9""", "\"\\/\u0007\né")]
    [InlineData("""it's <b>&amp;</b>""", "it's <b>&amp;</b>")]
    public async Task Claims_WrittenWithOrWithoutEscapes_AreLoggedAsTheyAre(string written, string branch)
    {
        await ServeAsync(Pattern.Parse("*"));
        Assert.Equal(200, await SendAsync(TokenForge.Shared.SignBytes(Claims(Encoding.ASCII.GetBytes(written)))));
        using var claims = JsonDocument.Parse((await rig.Decisions(1))[0].GetProperty("claims").GetString()!);
        Assert.Equal(branch, Assert.Single(claims.RootElement.EnumerateObject()).Value.GetString());
    }

    private static byte[] Claims(byte[] branch)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = $$"""
            {"iss":"{{TokenForge.Issuer}}","aud":"{{TokenForge.Audience}}/{{NginxPolicies.Environment}}/{{NginxPolicies.Service}}","iat":{{seconds}},"exp":{{seconds + 300}},
            "organization_id":"{{PolicyGen.OrganizationId}}","pipeline_id":"0187c6a2-0000-4000-8000-000000000001","build_branch":"
            """;
        return [.. Encoding.UTF8.GetBytes(claims), .. branch, .. "\"}"u8];
    }

    private Task ServeAsync(Pattern branch)
    {
        var policy = NginxPolicies.Policy(NginxPolicies.DeploymentTo(rig.Upstream), NginxPolicies.Grant with { When = new Conditions { Branches = [branch] } });
        return rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment));
    }

    private async Task<int> SendAsync(string token)
    {
        using var connection = new WireConnection(rig.Plain);
        return (await connection.Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {token}\r\n\r\n")).Status;
    }
}
