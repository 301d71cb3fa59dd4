using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>What a body sent to <c>/v1/logs</c> must be: taken whole or refused whole.</summary>
public sealed class DecisionUploadTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("null")]
    public async Task Batch_ThatIsNone_IsMalformed(string json)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();

        using var packed = await side.SendAsync(token, DecisionEvents.Pack(Encoding.UTF8.GetBytes(json)));
        using var plain = await side.SendAsync(token, Encoding.UTF8.GetBytes(json), encoding: null);
        using var lying = await side.SendAsync(token, Encoding.UTF8.GetBytes(json));

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [packed.StatusCode, plain.StatusCode, lying.StatusCode]);
        Assert.Equal("application/problem+json", packed.Content.Headers.ContentType!.MediaType);
    }

    /// <summary>Around where one turn of reading ends and the next begins.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(40)]
    [InlineData(105)]
    public async Task Batch_OfManyEvents_IsKeptWhole(int count)
    {
        await using var side = await MachineSide.StartAsync();
        var at = DateTimeOffset.UtcNow;
        var events = Enumerable.Range(0, count).Select(i => DecisionEvents.Of($"d-{i}", at, ("input.path", $"\"/{i}\"")));

        using var answer = await side.SendAsync(side.AddToken(), events);

        Assert.Equal(count, (await answer.AnswerAsync()).GetProperty("decisions").GetInt32());
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"/{i}").Order(), side.Decisions.List().Select(decision => decision.Path).Order());
    }

    [Theory]
    [InlineData(19, "{}")]
    [InlineData(20, " {}")]
    [InlineData(20, ",")]
    [InlineData(45, "x")]
    public async Task Batch_ThatEndsBadly_IsRefusedWhole(int count, string end)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var good = new JsonArray([.. Enumerable.Range(0, count).Select(i => DecisionEvents.Of($"d-{i}"))]).ToJsonString();

        using var behind = await side.SendAsync(token, DecisionEvents.Pack(Encoding.UTF8.GetBytes(good + end)));
        using var within = await side.SendAsync(token, DecisionEvents.Pack(Encoding.UTF8.GetBytes(good[..^1] + end)));
        using var open = await side.SendAsync(token, DecisionEvents.Pack(Encoding.UTF8.GetBytes(good[..^1])));

        Assert.All([behind, within, open], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
        Assert.Empty(side.Decisions.List());
    }

    [Fact]
    public async Task Batch_TooLargeSentOrUnpacked_IsRefusedWithItsLimit()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();

        using var sent = await side.SendAsync(token, new byte[(2 << 20) + 1]);
        using var unpacked = await side.SendAsync(token, DecisionEvents.Pack(new byte[(32 << 20) + 1]));
        using var encoded = await side.SendAsync(token, [], encoding: "br");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType), (sent.StatusCode, unpacked.StatusCode, encoded.StatusCode));
        Assert.Contains("33554432", await unpacked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
