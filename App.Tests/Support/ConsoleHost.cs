using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Hosting;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Support;

/// <summary>The whole console as its program composes it, on a loopback port, over a database that the test gives it.</summary>
public sealed class ConsoleHost : IAsyncDisposable
{
    public const string BootstrapToken = "bootstrap-token-of-the-tests-0123456789";

    private readonly List<HttpClient> clients = [];
    private readonly TemporaryDirectory? ownDirectory;
    private readonly WebApplication app;

    private ConsoleHost(WebApplication app, TemporaryDirectory? ownDirectory, string directory)
    {
        (this.app, this.ownDirectory, Directory) = (app, ownDirectory, directory);
        Address = new Uri(app.Urls.Single());
        Anonymous = Client();
        Bootstrap = WithToken(BootstrapToken);
    }

    /// <summary>The data directory: another host may be started on it after this one stopped.</summary>
    public string Directory { get; }

    public Uri Address { get; }

    public HttpClient Anonymous { get; }

    public HttpClient Bootstrap { get; }

    /// <param name="connectionString">The runtime role's.</param>
    /// <param name="diary">Gets what the console logs.</param>
    /// <param name="settings">Configuration beyond the tests' own, which it overrides; keys with colons.</param>
    public static async Task<ConsoleHost> StartAsync(
        string connectionString, string? directory = null, TimeProvider? clock = null, TestDiary? diary = null, params (string Key, string Value)[] settings)
    {
        var own = directory is null ? TemporaryDirectory.Create() : null;
        directory ??= own!.Path;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "App",
            EnvironmentName = Environments.Development,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddInMemoryCollection(Pairs(Defaults(connectionString, directory))).AddInMemoryCollection(Pairs(settings));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (diary is not null)
            builder.Logging.AddProvider(diary);
        await using var database = await Database.StartAsync(builder);
        builder.AddAccessConsole(database);
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        var app = builder.Build();
        try
        {
            app.UseAccessConsole();
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new ConsoleHost(app, own, directory);
        }
        catch
        {
            await app.DisposeAsync();
            own?.Dispose();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public HttpClient WithToken(string token)
    {
        var client = Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return client;
    }

    /// <summary>With an API token that <paramref name="owner"/> makes for this.</summary>
    public async Task<HttpClient> WithApiTokenAsync(HttpClient owner, ConsoleRole role, params string[] environments)
    {
        var body = new JsonObject { ["kind"] = "api", ["role"] = role.ToString().ToLowerInvariant() };
        if (environments.Length > 0)
            body["environments"] = new JsonArray([.. environments.Select(e => (JsonNode)e)]);
        using var answer = await owner.PostAsJsonAsync("/api/v1/tokens", body, TestContext.Current.CancellationToken);
        return WithToken((await answer.JsonAsync())["token"]!.GetValue<string>());
    }

    /// <summary>As a demo person, by the sign-in form.</summary>
    public async Task<HttpClient> SignInAsync(string person)
    {
        using var scope = app.Services.CreateScope();
        var page = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var antiforgery = Get<IAntiforgery>().GetAndStoreTokens(page);
        using var form = new HttpRequestMessage(HttpMethod.Post, "/signin/demo")
        {
            Content = new FormUrlEncodedContent([new("person", person), new(antiforgery.FormFieldName, antiforgery.RequestToken!)]),
        };
        form.Headers.Add("Cookie", CookieOf(page.Response.Headers.SetCookie));
        using var answer = await Anonymous.SendAsync(form, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        return WithCookie(CookieOf(answer.Headers.GetValues("Set-Cookie")));
    }

    /// <summary>As a person of the test's own making, such as one with a scope or with an old sign-in: the session that sign-in would begin.</summary>
    public HttpClient WithSession(string subject, DateTimeOffset authenticatedAt, params RoleAssignment[] roles)
    {
        var user = new ConsoleUser(new Actor(ActorKind.Person, "https://idp.example", subject, subject), [.. roles], authenticatedAt);
        var ticket = new AuthenticationTicket(SessionClaims.ToPrincipal(user, "test"), CookieAuthenticationDefaults.AuthenticationScheme);
        var cookies = Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        return WithCookie($"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(ticket)}");
    }

    /// <summary>Publishes a document as the console publishes its sample: nobody approves it.</summary>
    public async Task<int> SeedAsync(string yaml)
    {
        var read = PolicyReader.Read(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml);
        var outcome = await Get<Publisher>().PublishAsync(
            new PublishRequest
            {
                User = new ConsoleUser(Actor.System, []),
                Patch = PolicyDiffPatch.Between(Get<LivePolicy>().Current.Policy.Objects, read.Document, Guid.CreateVersion7),
                Summary = "seed",
                IsAutomatic = true,
            },
            TestContext.Current.CancellationToken);
        Assert.True(outcome.Revision is not null, outcome.Refusal?.Message + string.Join(';', outcome.Refusal?.Problems.Select(p => p.Message) ?? []));
        return outcome.Revision.Number;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        ownDirectory?.Dispose();
    }

    private static IEnumerable<(string Key, string Value)> Defaults(string connectionString, string directory) =>
    [
        ("ConnectionStrings:Access", connectionString),
        ("Console:DataDirectory", directory),
        ("Console:BootstrapToken", BootstrapToken),
        ("Console:KeepBootstrapToken", "true"),
        // A page's call that fails says why, to whoever reads the test's diary.
        ("DetailedErrors", "true"),
    ];

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(IEnumerable<(string Key, string Value)> settings) =>
        settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value));

    private static string CookieOf(IEnumerable<string?> setCookies) => string.Join("; ", setCookies.Select(c => c!.Split(';')[0]));

    private HttpClient WithCookie(string cookie)
    {
        var client = Client();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    private HttpClient Client()
    {
        var client = new HttpClient(new DescribedAnswers(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, app.Services)) { BaseAddress = Address };
        clients.Add(client);
        return client;
    }
}
