using System.Net.Http.Headers;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution;
using AccessConsole.Signing;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>The machine side alone, on a loopback port, over stores in memory and a data directory of its own.</summary>
internal sealed class MachineSide : IAsyncDisposable
{
    public static readonly BundleScope Opa = new("production", Target.Opa);

    private readonly bool ownsDirectory;
    private WebApplication app = null!;

    private MachineSide(string? directory)
    {
        ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("machine-side").FullName;
    }

    public FakeBundleStore Bundles { get; } = new();

    public FakeTokenStore Tokens { get; } = new();

    public FakeEnforcementPointStore Points { get; } = new();

    public FakeDecisionLog Decisions { get; } = new();

    public FakeRolloutStore Rollouts { get; } = new();

    public FakeStagedRollouts Staged { get; } = new();

    public string Directory { get; }

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    /// <summary>Where it asks for clients' certificates, if it was told to.</summary>
    public Uri SecureAddress => new(app.Urls.Single(url => url.StartsWith("https", StringComparison.Ordinal)));

    /// <summary>Everything that was logged so far, however little it mattered.</summary>
    public LoggedLines Log { get; } = new();

    public BundleCatalog Catalog => Get<BundleCatalog>();

    public SigningKeyRing Keys => Get<SigningKeyRing>();

    public IReadOnlyCollection<VerificationKey> VerificationKeys => [.. Keys.Live.Cast<EcdsaSigner>().Select(signer => signer.VerificationKey)];

    public static async Task<MachineSide> StartAsync(
        Action<MachineSide>? prepare = null, string? directory = null, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var side = new MachineSide(directory);
        prepare?.Invoke(side);
        await side.RunAsync(clock ?? TimeProvider.System, settings);
        return side;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>A token that memory knows; with its text.</summary>
    public string AddToken(string environment = "production", Target target = Target.Opa, string? service = null, TimeSpan? lifetime = null)
    {
        var (token, text) = NewToken(environment, target, service, lifetime);
        Tokens.Add(token);
        Get<TokenCache>().Add(token);
        return text;
    }

    public static (AccessToken Token, string Text) NewToken(
        string environment = "production", Target target = Target.Opa, string? service = null, TimeSpan? lifetime = null, TokenKind kind = TokenKind.Puller, string? spiffeId = null)
    {
        var text = TokenText.Create(kind);
        var now = DateTimeOffset.UtcNow;
        var token = new AccessToken
        {
            Id = Guid.NewGuid(),
            Kind = kind,
            Hash = TokenText.Hash(text),
            Prefix = TokenText.Shown(text),
            Owner = Actor.System,
            CreatedAt = now,
            ExpiresAt = now + (lifetime ?? TimeSpan.FromHours(1)),
            Environment = environment,
            Target = target,
            Service = service,
            SpiffeId = spiffeId is null ? null : SpiffeId.Parse(spiffeId),
        };
        return (token, text);
    }

    /// <summary>Seals, stores and publishes one file for a scope.</summary>
    public async Task<StoredBundle> PublishAsync(int revision, BundleScope? scope = null, string content = "{}", bool isTombstone = false)
    {
        var bundle = await SealAsync(Keys.Live[0], revision, scope ?? Opa, content, isTombstone);
        Bundles.Add(bundle);
        Catalog.Publish(revision, [bundle]);
        return bundle;
    }

    /// <summary>Seals, stores and publishes files as a compiler made them.</summary>
    public async Task<StoredBundle> PublishAsync(int revision, BundleScope scope, IReadOnlyList<BundleFile> files, ValueList<string>? roots = null)
    {
        var bundle = await SealAsync(Keys.Live[0], revision, scope, files, roots ?? [scope.Target.Name()], false);
        Bundles.Add(bundle);
        Catalog.Publish(revision, [bundle]);
        return bundle;
    }

    public static Task<StoredBundle> SealAsync(ISigner signer, int revision, BundleScope scope, string content = "{}", bool isTombstone = false) =>
        SealAsync(signer, revision, scope, [new BundleFile("access/data.json", System.Text.Encoding.UTF8.GetBytes(content))], ["access"], isTombstone);

    private static async Task<StoredBundle> SealAsync(
        ISigner signer, int revision, BundleScope scope, IReadOnlyList<BundleFile> files, ValueList<string> roots, bool isTombstone)
    {
        var manifest = new BundleManifest
        {
            Revision = revision,
            Roots = roots,
            Scope = scope,
            EffectiveAt = DateTimeOffset.UnixEpoch,
            PreviousDigest = null,
            Approvals = [],
            Coverage = new CoverageCounts(1, 0, 0, 0),
        };
        var sealedBundle = await BundleSigner.SealAsync(manifest, files, signer, TestContext.Current.CancellationToken);
        return new StoredBundle(
            scope, revision, signer.KeyId, ContentDigest.Of(manifest.Roots, manifest.Coverage, files), sealedBundle.Sha256, sealedBundle.Archive, isTombstone);
    }

    public Task<HttpResponseMessage> GetAsync(
        string path, string? token, string? ifNoneMatch = null, string? prefer = null, HttpMethod? method = null, string? point = null)
    {
        var request = Request(method ?? HttpMethod.Get, path, token);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (prefer is not null)
            request.Headers.TryAddWithoutValidation("Prefer", prefer);
        if (point is not null)
            request.Headers.TryAddWithoutValidation("Access-Enforcement-Point", point);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<HttpResponseMessage> ReportAsync(string? token, string json, string path = "/v1/status")
    {
        using var request = Request(HttpMethod.Post, path, token);
        request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until so many polls are held; fails after ten seconds.</summary>
    public async Task WaitForHeldAsync(int count)
    {
        var limit = Get<AccessConsole.Distribution.Endpoints.HeldPollLimit>();
        await WaitUntilAsync(() => limit.Held == count, $"{count} polls to be held");
    }

    public static async Task WaitUntilAsync(Func<bool> condition, string what, int seconds = 10)
    {
        var deadline = DateTimeOffset.UtcNow.AddSeconds(seconds);
        while (!condition())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, $"waited in vain for {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public Task StopAsync() => app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await app.DisposeAsync();
        if (ownsDirectory)
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return request;
    }

    private async Task RunAsync(TimeProvider clock, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings.Append(("Console:DataDirectory", Directory)).Select(s => KeyValuePair.Create(s.Item1, (string?)s.Item2)));
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        builder.Services.AddSingleton(clock).AddSingleton<IBundleStore>(Bundles).AddSingleton<ITokenStore>(Tokens).AddSingleton<IEnforcementPointStore>(Points).AddSingleton<IDecisionLog>(Decisions)
            .AddSingleton<IRolloutStore>(Rollouts).AddSingleton<IStagedRolloutStore>(Staged);
        builder.Services.AddOptions<Configuration.ConsoleOptions>().Bind(builder.Configuration.GetSection(Configuration.ConsoleOptions.Section));
        builder.Services.AddDistribution(builder.Configuration);
        app = builder.Build();
        app.UseDistribution();
        app.Run(context => context.Response.WriteAsync("the console"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        Client = new HttpClient(new DescribedAnswers(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }, services: null)) { BaseAddress = new Uri(app.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal))) };
    }
}
