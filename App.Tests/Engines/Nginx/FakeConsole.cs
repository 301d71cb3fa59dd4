using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Nginx;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>A console on loopback that says what a test wants: bundles with ETag and freshness, held polls, the key list, and a place for reports.</summary>
internal sealed class FakeConsole : IAsyncDisposable
{
    public const string Token = "test-token";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonObject> reports = new();
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeConsole(WebApplication app, BundleScope scope) => (this.app, Scope) = (app, scope);

    public BundleScope Scope { get; }

    public EcdsaSigner Root { get; } = NewSigner();

    public EcdsaSigner Signer { get; } = NewSigner();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What is served; null is 404.</summary>
    public byte[]? Archive { get; private set; }

    public string? FreshnessHeader { get; set; }

    public byte[] Keys { get; set; } = [];

    /// <summary>When set, every answer but the reports' has this status.</summary>
    public int? Failure { get; set; }

    /// <summary>Requests for bundles are never answered.</summary>
    public bool Hangs { get; set; }

    public int Polls { get; private set; }

    /// <summary>The newest report's one bundle.</summary>
    public JsonObject LastReport => reports.Last()["bundles"]!["access"]!.AsObject();

    public JsonObject LastLabels => reports.Last()["labels"]!.AsObject();

    public static EcdsaSigner NewSigner() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <param name="scope">What it serves; nginx's when left out.</param>
    public static async Task<FakeConsole> StartAsync(BundleScope? scope = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var console = new FakeConsole(builder.Build(), scope ?? PulledNginx.Scope);
        console.app.MapGet($"/v1/bundles/{console.Scope.Environment}/{console.Scope.Target.Name()}", console.ServeAsync);
        console.app.MapGet("/v1/keys", context => console.Failure is { } status ? Answer(context, status) : context.Response.BodyWriter.WriteAsync(console.Keys).AsTask());
        console.app.MapPost("/v1/status", console.ReceiveAsync);
        await console.app.StartAsync();
        console.Address = new Uri(console.app.Urls.Single() + "/");
        console.Keys = await KeysAsync(console.Root, version: 1, console.Signer);
        return console;
    }

    public static async Task<byte[]> KeysAsync(ISigner root, long version, EcdsaSigner signer, TimeSpan? validity = null) => await KeyList.SignAsync(
        new KeyList([signer.VerificationKey], version, DateTimeOffset.UtcNow + (validity ?? TimeSpan.FromDays(1))), root, default);

    /// <summary>A bundle of the real compiler for an environment without services, which refuses everything.</summary>
    public static ImmutableArray<BundleFile> Compile() => new NginxCompiler().Assemble(
        new CompilationInput(PolicySet.Empty, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch), PulledNginx.Scope, []);

    /// <summary>The compiled bundle with one file in another form.</summary>
    public static ImmutableArray<BundleFile> CompileWith(string path, Func<string, string> change) =>
        [.. Compile().Select(file => file.Path == path ? new BundleFile(path, Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(file.Content.Span)))) : file)];

    public async Task PublishAsync(int revision, IReadOnlyList<BundleFile>? files = null, BundleScope? scope = null, ISigner? signer = null, TimeSpan? freshFor = null)
    {
        var manifest = new BundleManifest
        {
            Revision = revision,
            Roots = [Scope.Target.Name()],
            Scope = scope ?? Scope,
            EffectiveAt = DateTimeOffset.UnixEpoch,
            Coverage = new CoverageCounts(0, 0, 0, 0),
        };
        var bundle = await BundleSigner.SealAsync(manifest, files ?? Compile(), signer ?? Signer, default);
        await ServeAsync(bundle.Archive.ToArray(), revision, freshFor);
    }

    /// <summary>Serves these bytes, whatever they are, with a freshness for them.</summary>
    public async Task ServeAsync(byte[] archive, int revision, TimeSpan? freshFor = null)
    {
        Archive = archive;
        await FreshenAsync(revision, freshFor);
        Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public async Task FreshenAsync(int revision, TimeSpan? freshFor = null)
    {
        var now = DateTimeOffset.UtcNow;
        var freshness = new Freshness(Scope, ContentDigest.Name(SHA256.HashData(Archive!)), revision, now.Ticks, now, now + (freshFor ?? TimeSpan.FromHours(2)));
        FreshnessHeader = await freshness.SignAsync(Signer, default);
    }

    /// <summary>Goes away; nothing answers at the address any more.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Polls++;
        if (Hangs)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
            await Answer(context, 401);
        else if (Failure is { } status)
            await Answer(context, status);
        else if (Archive is null)
            await Answer(context, 404);
        else
            await ServeBundleAsync(context);
    }

    private async Task ServeBundleAsync(HttpContext context)
    {
        var waiting = changed.Task;
        if (context.Request.Headers.IfNoneMatch == ETag() && context.Request.Headers["Prefer"].ToString() is ['w', 'a', 'i', 't', '=', .. var seconds])
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), context.RequestAborted));
        context.Response.Headers.ETag = ETag();
        if (FreshnessHeader is not null)
            context.Response.Headers["Access-Freshness"] = FreshnessHeader;
        if (context.Request.Headers.IfNoneMatch == ETag())
            await Answer(context, 304);
        else
            await context.Response.BodyWriter.WriteAsync(Archive);
    }

    private string ETag()
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Archive!));
        var revision = BundleVerifier.Verify(Archive, Scope, [Signer.VerificationKey]).Value?.Manifest.Revision ?? 0;
        return $"\"{revision}-{sha256}\"";
    }

    private async Task ReceiveAsync(HttpContext context) =>
        reports.Enqueue((await JsonNode.ParseAsync(context.Request.Body))!.AsObject());

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
