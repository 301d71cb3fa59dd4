using System.Text;
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

    protected TokenTextTests(NginxProgram program)
    {
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        rig = new NginxRig($"set $access_signatures {directory};", program);
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
