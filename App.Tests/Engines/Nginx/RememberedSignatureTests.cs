using System.Text.Json.Nodes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>With <c>$access_signatures</c> a good signature is computed once: nothing else of a token is believed for having been seen.</summary>
public class RememberedSignatureTests : IAsyncDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly Guid CallerId = new("0187c6a2-0000-4000-8000-000000000001");

    private readonly string directory = Directory.CreateTempSubdirectory("access-signatures-").FullName;
    private readonly NginxRig rig;
    private int requests;

    public RememberedSignatureTests() : this(NginxProgram.Own)
    {
    }

    protected RememberedSignatureTests(NginxProgram program, int verified = 0)
    {
        File.SetUnixFileMode(directory, Private);
        rig = new NginxRig($"set $access_signatures {directory};", program, verified: verified);
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ValidToken_IsRememberedWithoutItsSignature()
    {
        await Serve(TokenForge.Shared.Keys);
        var token = Token();
        Assert.Equal((200, null), await Send(token));
        var file = Assert.Single(Directory.GetFiles(directory));
        var remembered = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var (signed, signature) = (token[..token.LastIndexOf('.')], token[(token.LastIndexOf('.') + 1)..]);
        Assert.Matches($"^[0-9a-f]{{64}}{signed}\n[0-9a-f]{{64}}\\{{.*\\}}[0-9a-f]{{64}}$", remembered);
        Assert.DoesNotContain(signature[..20], remembered, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal((200, null), await Send(token));
        Assert.Equal(remembered, await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(directory)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RememberedToken_WithAnySignatureOrClaimsOfAnother_IsRefused()
    {
        await Serve(TokenForge.Shared.Keys);
        var token = Token();
        await Send(token);
        var (claims, signature) = (token.LastIndexOf('.'), token[(token.LastIndexOf('.') + 1)..]);
        var other = Token(build: 2);
        Assert.Equal((401, "signature"), await Send(TokenForge.Shared.SignWithForeignKey(Claims())));
        Assert.Equal((401, "signature"), await Send(token[..claims] + other[other.LastIndexOf('.')..]));
        Assert.Equal((401, "signature"), await Send(other[..other.LastIndexOf('.')] + "." + signature));
        Assert.Single(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task RememberedToken_OnceExpired_IsRefused()
    {
        await Serve(TokenForge.Shared.Keys);
        // Sixty seconds of skew, of which three are left.
        var token = TokenForge.Shared.Sign(Claims(age: 100, lifetime: 43));
        Assert.Equal((200, null), await Send(token));
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.Equal((401, "expired"), await Send(token));
    }

    [Fact]
    public async Task RememberedToken_OfAKeyThatIsReplacedOrDropped_IsRefused()
    {
        await Serve(TokenForge.Shared.Keys);
        var token = Token();
        Assert.Equal((200, null), await Send(token));
        await Serve(new TokenForge().Keys);
        Assert.Equal((401, "signature"), await Send(token));
        await Serve(new JwkSet { Keys = [.. TokenForge.Shared.Keys.Keys.Where(k => k.Kid == "ec-1")] });
        Assert.Equal((401, "unknown_key"), await Send(token));
    }

    /// <summary>No console is anywhere near: the bundle says when access ends.</summary>
    [Fact]
    public async Task RememberedToken_OfAGrantThatEnds_IsRefusedByNginxsOwnClock()
    {
        // A machine that is busy may take seconds to start an engine.
        var end = DateTimeOffset.UtcNow.AddSeconds(10);
        await Serve(Policy(NginxPolicies.Grant with { Expires = end }));
        var token = Token();
        Assert.Equal(200, (await Send(token)).Status);
        while (DateTimeOffset.UtcNow < end)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(403, (await Send(token)).Status);
    }

    [Fact]
    public async Task RememberedToken_OfWhoIsRevokedInAnEmergency_IsRefused()
    {
        var policy = Policy(NginxPolicies.Grant);
        await Serve(policy);
        var token = Token();
        Assert.Equal(200, (await Send(token)).Status);
        var caller = policy.Pipelines.Values.Single(p => p.Id == CallerId).Name;
        var plan = EmergencyRevocation.Plan(policy.Objects, new RevocationTarget(RevocationKind.Pipeline, caller), [], "taken over", Guid.NewGuid).Plan!;
        await Serve(policy.Apply(plan.Patch));
        Assert.Equal(403, (await Send(token)).Status);
    }

    [Fact]
    public async Task Memory_ThatHoldsOtherContent_IsVerifiedAnew()
    {
        await Serve(TokenForge.Shared.Keys);
        var token = Token();
        await Send(token);
        var file = Assert.Single(Directory.GetFiles(directory));
        var remembered = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var thumbprint = remembered.IndexOf('\n', StringComparison.Ordinal) + 1;
        // The last but one is what a second writer of a longer text leaves behind; the last names a key that the issuer does not have.
        string[] contents =
        [
            "", "x", remembered[..63], remembered[..^1], remembered + "0", new string('0', 64), remembered + new string('0', 64),
            remembered[..thumbprint] + new string('0', 64) + remembered[(thumbprint + 64)..],
        ];
        foreach (var content in contents)
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            Assert.Equal((200, null), await Send(token));
            Assert.Equal(remembered, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task Memory_ThatOthersMayUse_IsNotUsed(UnixFileMode more)
    {
        await Serve(TokenForge.Shared.Keys);
        File.SetUnixFileMode(directory, Private | more);
        Assert.Equal((200, null), await Send(Token()));
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task Memory_ThatIsMissingOrCannotBeWritten_LeavesEachSignatureToBeVerified()
    {
        await Serve(TokenForge.Shared.Keys);
        var token = Token();
        await Send(token);
        var file = Assert.Single(Directory.GetFiles(directory));
        File.Delete(file);
        Directory.CreateDirectory(file);
        Assert.Equal((200, null), await Send(token));
        Directory.Delete(directory, recursive: true);
        Assert.Equal((200, null), await Send(token));
        Assert.Equal((401, "signature"), await Send(TokenForge.Shared.SignWithForeignKey(Claims())));
        Directory.CreateDirectory(directory);
        Assert.Empty(rig.ScriptErrors);
    }

    private static string Token(int build = 1) => TokenForge.Shared.Sign(Claims(build: build));

    private static JsonObject Claims(int age = 0, int lifetime = 300, int build = 1)
    {
        var issued = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - age;
        return new JsonObject
        {
            ["iss"] = TokenForge.Issuer,
            ["aud"] = $"{TokenForge.Audience}/{NginxPolicies.Environment}/{NginxPolicies.Service}",
            ["iat"] = issued,
            ["exp"] = issued + lifetime,
            ["build_number"] = build,
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = CallerId.ToString(),
        };
    }

    private Task Serve(JwkSet keys)
    {
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo(rig.Upstream), NginxPolicies.Grant);
        var ci = document.IdentityProviders.Single();
        return Serve(PolicySet.Of(document with { IdentityProviders = [ci with { Oidc = ci.Oidc! with { Jwks = keys } }] }));
    }

    private Task Serve(PolicySet policy)
    {
        requests = 0;
        return rig.Load(NginxBundles.Of(policy, NginxPolicies.Environment));
    }

    private PolicySet Policy(Grant grant) => PolicySet.Of(NginxPolicies.Document(NginxPolicies.DeploymentTo(rig.Upstream), grant));

    /// <returns>The status, and the log's detail of a refusal.</returns>
    private async Task<(int Status, string? Detail)> Send(string token)
    {
        using var connection = new WireConnection(rig.Plain);
        var response = await connection.Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {token}\r\n\r\n");
        requests++;
        var detail = (await rig.Decisions(requests))[requests - 1].GetProperty("detail").GetString();
        return (response.Status, string.IsNullOrEmpty(detail) ? null : detail);
    }
}
