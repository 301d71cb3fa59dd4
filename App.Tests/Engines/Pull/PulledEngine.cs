using System.Diagnostics;
using AccessConsole.Cli.Commands;
using AccessConsole.Cli.Pull;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Pull;

/// <summary>A puller with a directory of its own, a console to pull from, and whatever engine a test gives it.</summary>
internal sealed class PulledEngine : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private readonly WatchedLog log = new();
    private readonly Func<PullSettings, IEngine> engine;

    private PulledEngine(FakeConsole console, Func<PullSettings, IEngine> engine) => (Console, this.engine) = (console, engine);

    public FakeConsole Console { get; }

    /// <summary>Runs ahead of the machine's, or behind, by what a test says; what the console signs is of the machine's.</summary>
    public ShiftedClock Clock { get; } = new();

    public string Access => Path.Combine(directory.Path, "access");

    public string Root => directory.Path;

    public string Log => log.ToString();

    public string? LastCode => Console.LastReport["code"]?.GetValue<string>();

    public string? LastRevision => Console.LastReport["active_revision"]?.GetValue<string>();

    public PullSettings Settings => new()
    {
        Scope = Console.Scope,
        Root = Console.Root.VerificationKey,
        Directory = Access,
        Once = true,
        Name = "cluster-1",
        Times = new PullTimes
        {
            Wait = TimeSpan.FromSeconds(2),
            Answer = TimeSpan.FromSeconds(2),
            Pause = TimeSpan.FromMilliseconds(50),
            LongestBackOff = TimeSpan.FromMilliseconds(200),
            Proof = TimeSpan.FromSeconds(4),
            Look = TimeSpan.FromSeconds(1),
        },
    };

    public static async Task<PulledEngine> StartAsync(BundleScope scope, Func<PullSettings, IEngine> engine) => new(await FakeConsole.StartAsync(scope), engine);

    /// <summary>Pulls once.</summary>
    /// <returns>Whether the newest bundle is in force.</returns>
    public Task<bool> PullAsync(Func<PullSettings, PullSettings>? change = null) => RunAsync((change ?? (s => s))(Settings), TestContext.Current.CancellationToken);

    /// <summary>Pulls until disposed.</summary>
    public Running Start()
    {
        var stopping = new CancellationTokenSource();
        return new Running(RunAsync(Settings with { Once = false }, stopping.Token), stopping);
    }

    public async Task AwaitAsync(Func<Task<bool>> holds, string what)
    {
        for (var started = Stopwatch.StartNew(); !await holds(); await Task.Delay(50, TestContext.Current.CancellationToken))
            Assert.True(started.Elapsed < TimeSpan.FromSeconds(30), $"{what}: {Log}");
    }

    public async ValueTask DisposeAsync()
    {
        await Console.DisposeAsync();
        directory.Dispose();
    }

    private async Task<bool> RunAsync(PullSettings settings, CancellationToken stopping)
    {
        using var http = new HttpClient { BaseAddress = Console.Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new("Bearer", FakeConsole.Token);
        var made = engine(settings);
        using var held = made as IDisposable;
        return await PullLoop.Create(settings, made, http, new PullLog(log, OutputFormat.Text, TimeProvider.System), Clock).RunAsync(stopping);
    }

    /// <summary>A puller at work; disposing stops it, and finds that it ended well.</summary>
    internal sealed class Running(Task<bool> pulling, CancellationTokenSource stopping) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            Assert.True(await pulling);
            stopping.Dispose();
        }
    }
}
