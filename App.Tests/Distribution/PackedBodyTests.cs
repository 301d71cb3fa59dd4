using System.Net;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>Bodies that are packed as the address does not take them.</summary>
public sealed class PackedBodyTests
{
    [Theory]
    [InlineData("/v1/logs", "br", "gzip, identity")]
    [InlineData("/v1/status", "gzip", "identity")]
    [InlineData("/v1/decide", "gzip", "identity")]
    public async Task Body_PackedOtherwise_IsRefusedWithWhatIsTaken(string path, string encoding, string taken)
    {
        await using var side = await MachineSide.StartAsync();
        using var answer = await SendAsync(side, path, encoding);
        await Task.FromResult(answer).ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported_encoding");
        Assert.Equal(taken, string.Join(", ", answer.Headers.NonValidated["Accept-Encoding"]));
    }

    [Theory]
    [InlineData("/v1/logs", HttpStatusCode.OK)]
    [InlineData("/v1/status", HttpStatusCode.BadRequest)]
    [InlineData("/v1/decide", HttpStatusCode.BadRequest)]
    public async Task Body_SaidToBeAsItIs_IsRead(string path, HttpStatusCode status)
    {
        await using var side = await MachineSide.StartAsync();
        using var answer = await SendAsync(side, path, "identity");
        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(MachineSide side, string path, string encoding)
    {
        var (token, text) = MachineSide.NewToken(kind: path == "/v1/decide" ? TokenKind.Decide : TokenKind.Puller);
        side.Tokens.Add(token);
        side.Get<TokenCache>().Add(token);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("[]") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {text}");
        request.Content.Headers.ContentEncoding.Add(encoding);
        return await side.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
