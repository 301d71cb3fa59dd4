using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>
/// The verifier of <c>deploy/nginx</c> computes signatures by keys that it keeps: it is asked about a signature and nothing else, what it says is true for any key, and without
/// an answer of it access.js computes the signature itself.
/// </summary>
public class VerifierTests : IAsyncDisposable
{
    // Keeps whoever asks waiting.
    private const string Silence = "silence";

    private readonly NginxRig rig;

    public VerifierTests() : this(NginxProgram.Own)
    {
    }

    protected VerifierTests(NginxProgram program) => rig = new NginxRig("large_client_header_buffers 4 24k;", program, verified: 100);

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task GoodSignature_OfAKeyThatWasImportedOnce_IsGood(string algorithm)
    {
        await ServeAsync();
        for (var build = 1; build <= 3; build++)
            Assert.Equal(200, await SendAsync(TokenForge.Shared.Sign(Claims(build), algorithm)));
        Assert.Equal([204, 204, 204], await rig.Verified(3));
        Assert.Empty(rig.ScriptErrors);
    }

    [Fact]
    public async Task BadSignature_IsRefusedByTheVerifiersWord()
    {
        await ServeAsync();
        var (token, other) = (TokenForge.Shared.Sign(Claims(1)), TokenForge.Shared.Sign(Claims(2)));
        Assert.Equal(200, await SendAsync(token));
        Assert.Equal(401, await SendAsync(TokenForge.Shared.SignWithForeignKey(Claims(1))));
        Assert.Equal(401, await SendAsync(token[..token.LastIndexOf('.')] + other[other.LastIndexOf('.')..]));
        Assert.Equal([204, 403, 403], await rig.Verified(3));
    }

    /// <summary>What is no signature of the key's kind is refused before anybody is asked, and what is wrong beside the signature after it.</summary>
    [Fact]
    public async Task Token_WithAGoodSignature_IsJudgedAsEver()
    {
        await ServeAsync();
        Assert.Equal(401, await SendAsync(TokenForge.Shared.SignEcAsDer(Claims(1))));
        Assert.Equal(401, await SendAsync(TokenForge.Shared.KeyConfused(Claims(1))));
        Assert.Equal(401, await SendAsync(TokenForge.Shared.Unsigned(Claims(1))));
        Assert.Equal(401, await SendAsync(TokenForge.Shared.AlgorithmSwapped(Claims(1))));
        Assert.Equal(401, await SendAsync(TokenForge.Shared.Sign(Claims(1, age: 500))));
        Assert.Equal([204], await rig.Verified(1));
        Assert.Equal("expired", (await rig.Decisions(5))[4].GetProperty("detail").GetString());
    }

    /// <summary>The same session, which has the former key by then, is asked about the new one.</summary>
    [Fact]
    public async Task Key_ThatTakesTheNameOfAnother_VerifiesWhatItSigned()
    {
        var (first, second) = (new TokenForge(), new TokenForge());
        foreach (var (forge, other) in new[] { (first, second), (second, first), (first, second) })
        {
            await rig.ReloadAsync(NginxBundles.Of(Policy(forge.Keys), NginxPolicies.Environment));
            Assert.Equal(200, await SendAsync(forge.Sign(Claims(1))));
            Assert.Equal(401, await SendAsync(other.Sign(Claims(1))));
        }
    }

    [Fact]
    public async Task Session_AfterManyQuestions_IsFollowedByAnother()
    {
        await ServeAsync();
        using var connection = new WireConnection(rig.Plain);
        var (good, bad) = (TokenForge.Shared.Sign(Claims(1)), TokenForge.Shared.SignWithForeignKey(Claims(1)));
        for (var i = 0; i < 120; i++)
        {
            Assert.Equal(200, await SendAsync(connection, good));
            Assert.Equal(401, await SendAsync(connection, bad));
        }

        Assert.Equal(Enumerable.Repeat(new[] { 204, 403 }, 120).SelectMany(pair => pair), await rig.Verified(240));
    }

    [Fact]
    public async Task Token_OfManyKilobytes_IsVerified()
    {
        await ServeAsync();
        var claims = Claims(1);
        claims["step_key"] = new string('s', 12_000);
        Assert.Equal(200, await SendAsync(TokenForge.Shared.Sign(claims)));
        claims["step_key"] = new string('s', 16_000);
        Assert.Equal(200, await SendAsync(TokenForge.Shared.Sign(claims)));
        Assert.Equal([204, 204], await rig.Verified(2));
    }

    [Fact]
    public async Task Body_OfARequestThatIsVerified_ReachesTheUpstreamWhole()
    {
        await ServeAsync();
        using var connection = new WireConnection(rig.Plain);
        var body = new string('b', 300_000);
        var response = await connection.Send($"POST /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {TokenForge.Shared.Sign(Claims(1))}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.Equal(200, response.Status);
        Assert.Equal([204], await rig.Verified(1));
        var seen = JsonNode.Parse(response.Body)!;
        Assert.Equal(("POST", "/a", body), (seen["method"]!.GetValue<string>(), seen["target"]!.GetValue<string>(), seen["body"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Silence)]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("nothing of HTTP\r\n\r\n")]
    public async Task Verifier_ThatDoesNotAnswerOrAnswersSomethingElse_LeavesTheSignatureToTheScript(string? answer)
    {
        await ServeAsync();
        File.Delete(rig.VerifierSocket);
        using var stopped = new CancellationTokenSource();
        using var other = answer is null ? null : Listen(answer, stopped.Token);
        Assert.Equal(200, await SendAsync(TokenForge.Shared.Sign(Claims(1))));
        Assert.Equal(401, await SendAsync(TokenForge.Shared.SignWithForeignKey(Claims(1))));
        Assert.All(await rig.Verified(2), status => Assert.DoesNotContain(status, new[] { 204, 403 }));
        Assert.Empty(rig.ScriptErrors);
        await stopped.CancelAsync();
    }

    /// <summary>The place of the verifier is none that a request can name, and no place of the service's is taken by it.</summary>
    [Fact]
    public async Task Request_ForTheVerifier_IsRefusedOrDecidedAsAnyPath()
    {
        await ServeAsync();
        var token = TokenForge.Shared.Sign(Claims(1));
        foreach (var (target, status) in new[] { ("access-verifier", 400), ("/access-verifier", 200), ("//access-verifier", 403), ("/./access-verifier", 403) })
        {
            using var connection = new WireConnection(rig.Plain);
            Assert.Equal(status, (await connection.Send($"GET {target} HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {token}\r\n\r\n")).Status);
        }
    }

    /// <summary>Otherwise a reload, which every publish is, would leave workers behind.</summary>
    [Fact]
    public async Task Workers_WithSessions_EndAfterAReload()
    {
        await ServeAsync();
        Assert.Equal(200, await SendAsync(TokenForge.Shared.Sign(Claims(1))));
        await rig.ReloadAsync(NginxBundles.Of(Policy(TokenForge.Shared.Keys), NginxPolicies.Environment));
        Assert.Equal(200, await SendAsync(TokenForge.Shared.Sign(Claims(2))));
    }

    /// <summary>Listens in place of the verifier, says this to whoever asks, and closes.</summary>
    private Socket Listen(string answer, CancellationToken stopped)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(rig.VerifierSocket));
        socket.Listen();
        _ = Task.Run(AnswerAsync, stopped);
        return socket;

        async Task AnswerAsync()
        {
            while (true)
            {
                using var asked = await socket.AcceptAsync(stopped);
                var buffer = new byte[32_768];
                await asked.ReceiveAsync(buffer, stopped);
                if (answer == Silence)
                    await asked.ReceiveAsync(buffer, stopped);
                else
                    await asked.SendAsync(Encoding.ASCII.GetBytes(answer), stopped);
            }
        }
    }

    private static JsonObject Claims(int build, int age = 0)
    {
        var issued = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - age;
        return new JsonObject
        {
            ["iss"] = TokenForge.Issuer,
            ["aud"] = $"{TokenForge.Audience}/{NginxPolicies.Environment}/{NginxPolicies.Service}",
            ["iat"] = issued,
            ["exp"] = issued + 300,
            ["build_number"] = build,
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = "0187c6a2-0000-4000-8000-000000000001",
        };
    }

    private Task ServeAsync() => rig.Load(NginxBundles.Of(Policy(TokenForge.Shared.Keys), NginxPolicies.Environment));

    private PolicySet Policy(JwkSet keys)
    {
        var document = NginxPolicies.Document(NginxPolicies.DeploymentTo(rig.Upstream), NginxPolicies.Grant);
        var ci = document.IdentityProviders.Single();
        return PolicySet.Of(document with { IdentityProviders = [ci with { Oidc = ci.Oidc! with { Jwks = keys } }] });
    }

    private async Task<int> SendAsync(string token)
    {
        using var connection = new WireConnection(rig.Plain);
        return await SendAsync(connection, token);
    }

    private static async Task<int> SendAsync(WireConnection connection, string token) =>
        (await connection.Send($"GET /a HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {token}\r\n\r\n")).Status;
}
