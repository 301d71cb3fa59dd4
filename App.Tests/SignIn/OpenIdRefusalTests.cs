using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Web;
using AccessConsole.Core.Auditing;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace AccessConsole.Tests.SignIn;

/// <summary>Answers of a provider that must sign nobody in, each said on the sign-in page, in the log and in the audit log, and nothing of the token beside.</summary>
public sealed class OpenIdRefusalTests : IClassFixture<OpenIdRefusalTests.Trust>, IDisposable
{
    private static readonly ProviderPerson Ann = new("00u1ann", new JsonObject { ["name"] = "Ann Editor", ["groups"] = new JsonArray("shop-editors") });
    private static readonly ProviderPerson Gus = new("00u3gus", new JsonObject { ["name"] = "Gus Groupless" });

    private readonly HttpClient browser = new(new LoopbackCookies(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }));
    private readonly LoopbackProvider provider;
    private readonly ConsoleHost console;
    private readonly LoggedLines log;
    private readonly int loggedBefore;

    public OpenIdRefusalTests(Trust trust)
    {
        (provider, console, log) = (trust.Provider, trust.Console, trust.Log);
        provider.Forges = null;
        loggedBefore = log.Lines.Count;
    }

    public void Dispose() => browser.Dispose();

    [Fact]
    public async Task Answer_AsItShouldBe_SignsIn()
    {
        await FollowAsync(await CallbackAsync(Ann));
        Assert.Equal(HttpStatusCode.OK, await ReadPolicyAsync());
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("unsigned")]
    [InlineData("foreign key")]
    public async Task IdToken_ThatDoesNotVerify_SignsNobodyIn(string fault)
    {
        provider.Forges = token => fault switch
        {
            "nonce" => token.With("nonce", "another"),
            "iss" => token.With("iss", "https://elsewhere.example/"),
            "aud" => token.With("aud", "another-client"),
            "exp" => token.With("exp", DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds()),
            "unsigned" => token with { Key = null },
            _ => token with { Key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = token.Key!.KeyId } },
        };
        await RefusedAsync(await CallbackAsync(Ann));
    }

    [Fact]
    public async Task State_OfSomebodyElse_SignsNobodyIn()
    {
        var callback = await CallbackAsync(Ann);
        await RefusedAsync(new Uri(callback.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal)), isBegun: false);
    }

    [Fact]
    public async Task Flood_OfAnswersThatNobodyAskedFor_FillsNoLog()
    {
        var before = await LastEventAsync();
        for (var i = 0; i < 20; i++)
            await FollowAsync(new Uri(console.Address, $"/signin-oidc?code=x&state={i}"));
        Assert.Equal(before, await LastEventAsync());
    }

    [Fact]
    public async Task Flood_OfSignInsThatFail_IsOneEventAtOnce()
    {
        var before = (await FailuresAsync()).Count;
        for (var i = 0; i < 10; i++)
        {
            var state = HttpUtility.ParseQueryString((await FollowAsync(new Uri(console.Address, "/signin/provider"))).Query)["state"]!;
            await FollowAsync(new Uri(console.Address, $"/signin-oidc?error=access_denied&state={Uri.EscapeDataString(state)}"));
        }

        // The first; and where a minute ended meanwhile, those that were counted in it and the first of the next.
        Assert.InRange((await FailuresAsync()).Count - before, 0, 3);
    }

    [Fact]
    public async Task Proof_IsAskedForWithAnAge_SoThatTheProviderSaysWhenItWasGiven()
    {
        var asked = HttpUtility.ParseQueryString((await FollowAsync(new Uri(console.Address, "/signin/again"))).Query);
        Assert.Equal(("login", "0"), (asked["prompt"], asked["max_age"]));
    }

    [Fact]
    public async Task Code_UsedAgain_SignsNobodyIn()
    {
        var callback = await CallbackAsync(Ann);
        await FollowAsync(callback);
        await RefusedAsync(callback, isSignedIn: true);
    }

    [Fact]
    public async Task Person_WithoutGroups_IsSignedInToNothing()
    {
        await FollowAsync(await CallbackAsync(Gus));
        Assert.Equal(HttpStatusCode.Forbidden, await ReadPolicyAsync());
    }

    /// <summary>Where the provider sends the browser back to.</summary>
    private async Task<Uri> CallbackAsync(ProviderPerson person)
    {
        var asked = await FollowAsync(new Uri(console.Address, "/signin/provider"));
        return await FollowAsync(new Uri($"{asked}&person={person.Id}"));
    }

    private async Task<Uri> FollowAsync(Uri address)
    {
        using var answer = await browser.GetAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return new Uri(address, answer.Headers.Location!);
    }

    private async Task RefusedAsync(Uri callback, bool isSignedIn = false, bool isBegun = true)
    {
        using var answer = await browser.GetAsync(callback, TestContext.Current.CancellationToken);
        Assert.Equal("/signin?failed=true", answer.Headers.Location?.OriginalString);
        if (!isSignedIn)
            Assert.Equal(HttpStatusCode.Unauthorized, await ReadPolicyAsync());
        var page = await browser.GetStringAsync(new Uri(console.Address, "/signin?failed=true"), TestContext.Current.CancellationToken);
        Assert.Contains("did not sign you in", page, StringComparison.Ordinal);
        var line = Assert.Single(log.Lines.Skip(loggedBefore), l => l.StartsWith("a sign-in failed: ", StringComparison.Ordinal));
        Assert.DoesNotContain("eyJ", line, StringComparison.Ordinal);
        var events = await console.Bootstrap.GetStringAsync(new Uri("/api/v1/audit?limit=100", UriKind.Relative), TestContext.Current.CancellationToken);
        if (isBegun)
            Assert.Contains(AuditActions.SignInFailed, events, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", events, StringComparison.Ordinal);
    }

    private async Task<JsonArray> FailuresAsync() =>
        (await console.Bootstrap.CallAsync("GET", $"/api/v1/audit?action={AuditActions.SignInFailed}&limit=1000").JsonAsync()).AsArray();

    private async Task<string> LastEventAsync() => (await console.Bootstrap.CallAsync("GET", "/api/v1/audit?limit=1").JsonAsync())[0]!.ToJsonString();

    private async Task<HttpStatusCode> ReadPolicyAsync()
    {
        using var answer = await browser.GetAsync(new Uri(console.Address, "/api/v1/policy"), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    /// <summary>A provider, and a console that trusts it.</summary>
    public sealed class Trust(PostgresFixture postgres) : IAsyncLifetime
    {
        private readonly DatabaseFixture database = new(postgres);

        public LoopbackProvider Provider { get; private set; } = null!;

        public ConsoleHost Console { get; private set; } = null!;

        internal LoggedLines Log { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await database.InitializeAsync();
            Provider = await LoopbackProvider.StartAsync(ProviderShape.Okta, Ann, Gus);
            Console = await ConsoleHost.StartAsync(
                database.ConnectionString,
                settings:
                [
                    ("Authentication:DemoPeople", "false"),
                    ("Authentication:OpenId:Authority", Provider.Address),
                    ("Authentication:OpenId:ClientId", LoopbackProvider.ClientId),
                    ("Authentication:OpenId:ClientSecret", LoopbackProvider.ClientSecret),
                    ("Authentication:Roles:shop-editors", "editor@staging"),
                ]);
            Console.Get<ILoggerFactory>().AddProvider(Log);
        }

        public async ValueTask DisposeAsync()
        {
            await Console.DisposeAsync();
            await Provider.DisposeAsync();
            Log.Dispose();
            await database.DisposeAsync();
        }
    }

    /// <summary>Cookies as a browser keeps them, which takes loopback for a secure origin: HttpClient's own keeps a <c>Secure</c> one back there.</summary>
    private sealed class LoopbackCookies(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly Dictionary<string, string> kept = new(StringComparer.Ordinal);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", kept.Select(c => $"{c.Key}={c.Value}")));
            var answer = await base.SendAsync(request, cancellationToken);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie.Split(';')[0].Split('=', 2)[1]);
                kept.Remove(name);
                if (value.Length > 0)
                    kept[name] = value;
            }

            return answer;
        }
    }
}
