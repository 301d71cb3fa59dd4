using System.IO.Compression;
using System.Net;
using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.IssuerKeys;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AccessConsole.Tests.IssuerKeys;

/// <summary>An issuer's keys on their way into the bundles, on the real host.</summary>
public sealed class IssuerKeyTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DatabaseFixture database = new(postgres);
    private readonly TestClock clock = new(DateTimeOffset.UtcNow);
    private readonly TemporaryDirectory keyFiles = TemporaryDirectory.Create();
    private (string Key, string Value)[]? signing;
    private FakeIssuer issuer = null!;
    private ConsoleHost host = null!;
    private HttpClient puller = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        issuer = await FakeIssuer.StartAsync();
        issuer.Serve("one", "two");
        host = await StartAsync();
        await host.SeedAsync(Policy(issuer.Issuer));
        await RefreshAsync();
        puller = host.WithToken((await host.Bootstrap.MakePullerTokenAsync()).Text);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await issuer.DisposeAsync();
        await database.DisposeAsync();
        keyFiles.Dispose();
    }

    [Fact]
    public async Task Keys_OfANewProvider_ReachTheBundlesAtOnce()
    {
        await Eventually.HoldsAsync(async () => (await BundledKeysAsync()).SequenceEqual(["one", "two"]), "the keys to be in the bundle");
        var set = (await host.Bootstrap.CallAsync("GET", "/api/v1/issuer-keys").JsonAsync()).AsArray().Single()!;
        Assert.False(set["isHeld"]!.GetValue<bool>());
        Assert.Null(set["failure"]);
        var newest = (await host.Bootstrap.CallAsync("GET", "/api/v1/revisions").JsonAsync())[0]!;
        Assert.Equal("system", newest["author"]!.Text("kind"));
    }

    [Fact]
    public async Task Keys_WhereOneStays_AreTakenOverAndTheGoneLiveOn()
    {
        issuer.Serve("two", "three");
        await RefreshAsync();
        Assert.Equal(["one", "three", "two"], await BundledKeysAsync());

        clock.Advance(TimeSpan.FromMinutes(10));
        await RefreshAsync();
        Assert.Equal(["one", "three", "two"], await BundledKeysAsync());

        // Ten minutes of the token's life and a minute of skew.
        clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        await RefreshAsync();
        Assert.Equal(["three", "two"], await BundledKeysAsync());
    }

    [Fact]
    public async Task Keys_ThatAllChange_AreHeldUntilAnAdminAcceptsThem()
    {
        issuer.Serve("evil");
        await RefreshAsync();

        Assert.Equal(["one", "two"], await BundledKeysAsync());
        Assert.Contains((await KeySetsAsync()).AsArray(), s => s!["isHeld"]!.GetValue<bool>());
        var audited = await host.Bootstrap.CallAsync("GET", "/api/v1/audit?action=issuer_keys.held").JsonAsync();
        Assert.Single(audited.AsArray());
        await RefreshAsync();
        Assert.Single((await host.Bootstrap.CallAsync("GET", "/api/v1/audit?action=issuer_keys.held").JsonAsync()).AsArray());

        var scoped = await host.WithApiTokenAsync(host.Bootstrap, ConsoleRole.Admin, "staging");
        await scoped.CallAsync("POST", "/api/v1/issuer-keys/ci/accept").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        using var accepted = await host.Bootstrap.CallAsync("POST", "/api/v1/issuer-keys/ci/accept");
        Assert.Equal(HttpStatusCode.NoContent, accepted.StatusCode);
        Assert.Equal(["evil", "one", "two"], await BundledKeysAsync());
        Assert.DoesNotContain((await KeySetsAsync()).AsArray(), s => s!["isHeld"]!.GetValue<bool>());
        await host.Bootstrap.CallAsync("POST", "/api/v1/issuer-keys/ci/accept").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Keys_OfTheSameIdsWithOtherBytes_AreHeld()
    {
        issuer.ServeForged("one", "two");
        await RefreshAsync();

        Assert.Contains((await KeySetsAsync()).AsArray(), s => s!["isHeld"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("timeout", "did not answer within 5 seconds")]
    [InlineData("status", "answered 500")]
    [InlineData("redirect", "answered 302")]
    [InlineData("large", "answered more than 1 MB")]
    [InlineData("page", "the answer is not a JWK Set")]
    [InlineData("malformed", "holds no RSA or EC signature key")]
    [InlineData("empty", "holds no RSA or EC signature key")]
    public async Task Keys_ThatCannotBeFetched_LeaveTheLastGoodOnes(string fault, string shown)
    {
        issuer.Answer = context => Misbehave(fault, context);
        await RefreshAsync();

        Assert.Equal(["one", "two"], await BundledKeysAsync());
        var failure = (await KeySetsAsync())[0]!.Text("failure");
        Assert.Contains(shown, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
        issuer.Serve("one", "two");
        await RefreshAsync();
        Assert.Null((await KeySetsAsync())[0]!["failure"]);
    }

    [Fact]
    public async Task Keys_StoredButNotPublished_ArePublishedByTheNextStart()
    {
        // As if the console ended between storing a set and publishing it.
        var store = host.Get<IIssuerKeyStore>();
        var known = (await store.LoadAcceptedAsync(TestContext.Current.CancellationToken)).Single();
        var next = known with { Version = known.Version + 1, Keys = new JwkSet { Keys = [.. known.Keys.Keys, known.Keys.Keys[0] with { Kid = "three" }] } };
        issuer.Serve("one", "three", "two");
        var act = new AuditEvent(clock.GetUtcNow(), Actor.System, AuditActions.IssuerKeysChanged, "provider/ci", new Dictionary<string, string?>());
        Assert.True(await store.AppendAsync(next, act, TestContext.Current.CancellationToken));

        await using var restarted = await StartAsync();
        await Eventually.HoldsAsync(async () => (await BundledKeysAsync()).SequenceEqual(["one", "three", "two"]), "the stored keys to be published");
    }

    [Fact]
    public async Task Keys_OfAFormerIssuer_VouchForNobodyAtTheNext()
    {
        await using var other = await FakeIssuer.StartAsync();
        other.Answer = context => Misbehave("status", context);
        await host.SeedAsync(Policy(other.Issuer));
        await RefreshAsync();
        Assert.Empty(await BundledKeysAsync());

        other.Serve("theirs");
        await RefreshAsync();
        Assert.Equal(["theirs"], await BundledKeysAsync());
    }

    [Fact]
    public async Task Keys_AtAPrivateAddressThatIsNotListed_AreNotFetched()
    {
        await using var strict = await ConsoleHost.StartAsync(database.ConnectionString);
        await strict.Get<IssuerKeyRefresher>().RefreshAsync(TestContext.Current.CancellationToken);

        var failure = strict.Get<IssuerKeyRefresher>().Failures["ci"];
        Assert.Contains("is not https", failure, StringComparison.Ordinal);
    }

    private static string Policy(string issuer) => SmallPolicy.With(
        """{ issuer: "https://agent.ci.example", audience: "https://access.acme.example", jwks: { keys: [] } }""",
        $$"""{ issuer: "{{issuer}}", audience: "https://access.acme.example", jwksUri: "{{issuer}}/jwks" }""");

    private static Task Misbehave(string fault, HttpContext context)
    {
        switch (fault)
        {
            case "timeout":
                return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            case "status":
                context.Response.StatusCode = 500;
                return context.Response.WriteAsync("secret");
            case "redirect":
                context.Response.Redirect("http://localhost/secret");
                return Task.CompletedTask;
            case "large":
                return context.Response.WriteAsync(new string(' ', (1 << 20) + 1));
            case "page":
                return context.Response.WriteAsync("<html>secret</html>");
            case "malformed":
                return context.Response.WriteAsync("""{"keys":[{"kty":"RSA","kid":"secret","n":"!","e":"AQAB"}]}""");
            default:
                return context.Response.WriteAsync("""{"keys":[{"kty":"oct","kid":"secret","k":"AAAA"}]}""");
        }
    }

    /// <summary>Always with the same signing keys: replicas share them.</summary>
    private Task<ConsoleHost> StartAsync() => ConsoleHost.StartAsync(
        database.ConnectionString, clock: clock,
        settings: [("Console:OutboundAllowed:0", "localhost"), ("Console:IssuerKeyInterval", "01:00:00"), .. signing ??= KeyFiles.Write(keyFiles.Path, signingKeys: 1).Settings]);

    private Task RefreshAsync() => host.Get<IssuerKeyRefresher>().RefreshAsync(TestContext.Current.CancellationToken);

    private Task<System.Text.Json.Nodes.JsonNode> KeySetsAsync() => host.Bootstrap.CallAsync("GET", "/api/v1/issuer-keys").JsonAsync();

    /// <summary>The ids of the keys that the served bundle carries, in ordinal order.</summary>
    private async Task<string[]> BundledKeysAsync()
    {
        using var answer = await puller.PullAsync();
        await using var archive = new GZipStream(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(archive, Encoding.Latin1);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        return [.. KnownIds.Where(id => text.Contains($"\"{id}\"", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static readonly string[] KnownIds = ["one", "two", "three", "evil", "theirs"];
}
