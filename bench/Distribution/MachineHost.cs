using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AccessConsole.Configuration;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data;
using AccessConsole.Distribution;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Hosting;
using AccessConsole.Signing;
using AccessConsole.Tokens;

namespace AccessConsole.Bench.Distribution;

/// <summary>
/// The machine side in a process of its own. Writes its address and token, then obeys lines: <c>publish</c> answers with the instant of the
/// commit in stopwatch ticks, which all processes of a machine share; <c>memory</c> with the resident bytes after a collection.
/// </summary>
internal static class MachineHost
{
    private static readonly BundleScope Scope = new("production", Target.Opa);

    /// <param name="database">Where decisions go; null for nowhere.</param>
    public static async Task<int> RunAsync(int publishes, int size, string? database = null)
    {
        ThreadTurns.TakeShort();
        if (database is not null)
            SharedProcessors.BeginConsoleGroup();
        var directory = Directory.CreateTempSubdirectory("bench-").FullName;
        var (token, text) = NewToken();
        await using var app = Build(directory, new BenchStores { Tokens = [token] }, database);
        await app.StartAsync();
        var catalog = app.Services.GetRequiredService<BundleCatalog>();
        var signer = app.Services.GetRequiredService<SigningKeyRing>().Live[0];
        var bundles = new List<StoredBundle>();
        for (var revision = 1; revision <= publishes + 1; revision++)
            bundles.Add(await SealAsync(signer, revision, size));
        catalog.Publish(1, [bundles[0]], []);
        Console.WriteLine($"{app.Urls.Single()} {text}");
        await ObeyAsync(catalog, bundles);
        await app.StopAsync();
        Directory.Delete(directory, recursive: true);
        return 0;
    }

    internal static WebApplication Build(string directory, BenchStores stores, string? database = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        // The console's own levels, by which the host starts no activity for each request; but not the line that says where it listens, which this process says itself.
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        builder.Configuration.AddInMemoryCollection([new("Console:DataDirectory", directory), new("Logging:LogLevel:Default", nameof(LogLevel.Warning))]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (database is null)
            builder.Services.AddSingleton<IDecisionLog>(stores).AddSingleton<IRolloutStore>(stores).AddSingleton<IStagedRolloutStore>(new NoStages());
        else
            builder.Services.AddAccessData(database);
        builder.Services.AddSingleton<IBundleStore>(stores).AddSingleton<ITokenStore>(stores).AddSingleton<IEnforcementPointStore>(stores);
        builder.Services.AddOptions<ConsoleOptions>().Bind(builder.Configuration.GetSection(ConsoleOptions.Section));
        builder.Services.AddDistribution(builder.Configuration);
        var app = builder.Build();
        app.UseDistribution();
        return app;
    }

    private static async Task ObeyAsync(BundleCatalog catalog, List<StoredBundle> bundles)
    {
        var next = 1;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "publish")
            {
                var committed = Stopwatch.GetTimestamp();
                catalog.Publish(bundles[next].Revision, [bundles[next]], []);
                next++;
                Console.WriteLine(committed.ToString(CultureInfo.InvariantCulture));
            }
            else if (line == "memory")
            {
                GC.Collect();
                Console.WriteLine(Environment.WorkingSet.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static (AccessToken Token, string Text) NewToken()
    {
        var text = TokenText.Create(TokenKind.Puller);
        var token = new AccessToken
        {
            Id = Guid.NewGuid(),
            Kind = TokenKind.Puller,
            Hash = TokenText.Hash(text),
            Prefix = TokenText.Shown(text),
            Owner = Actor.System,
            CreatedAt = DateTimeOffset.UtcNow,
            ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
            Environment = Scope.Environment,
            Target = Scope.Target,
        };
        return (token, text);
    }

    /// <summary>A bundle of about so many bytes: random content does not compress.</summary>
    private static async Task<StoredBundle> SealAsync(ISigner signer, int revision, int size)
    {
        var manifest = new BundleManifest
        {
            Revision = revision,
            Roots = ["access"],
            Scope = Scope,
            EffectiveAt = DateTimeOffset.UnixEpoch,
            PreviousDigest = null,
            Approvals = [],
            Coverage = new CoverageCounts(0, 0, 0, 0),
        };
        var content = RandomNumberGenerator.GetBytes(size);
        var bundle = await BundleSigner.SealAsync(manifest, [new("access/policy.json", content)], signer, CancellationToken.None);
        return new StoredBundle(Scope, revision, signer.KeyId, "", bundle.Sha256, bundle.Archive, false);
    }
}
