using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Envoy;

/// <summary>Envoy takes up what <c>current</c> points to by itself, as soon as the link is renamed; here it is checked before and looked at afterwards.</summary>
internal sealed class EnvoyEngine(EnvoySettings settings, BundleDirectory directory, AdminInterface? admin, TimeSpan patience) : IEngine, IDisposable
{
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromMilliseconds(200);

    public ImmutableArray<BundleFile> DenyAll => DenyAllBootstrap.Files;

    public bool FollowsLink => true;

    public bool CanDrift => false;

    /// <param name="root">The puller's directory.</param>
    /// <param name="patience">Until Envoy must have taken up what the link points to.</param>
    public static EnvoyEngine Create(EnvoySettings settings, string root, TimeSpan patience) =>
        new(settings, new BundleDirectory(root), settings.Admin is { } address ? AdminInterface.At(address) : null, patience);

    public bool DeniesWhenStale(VerifiedBundle bundle) => PullerFile.DeniesWhenStale(bundle);

    public void Inspect(IReadOnlyList<BundleFile> files) => BundleInspector.Inspect(files);

    /// <summary>Envoy's own validation of the host's bootstrap with the files that are to come, where there is a binary to ask.</summary>
    public async Task CheckAsync(EngineState state)
    {
        if (settings.Binary is null)
            return;
        var config = await File.ReadAllTextAsync(settings.Config);
        var link = Path.Combine(directory.Root, BundleDirectory.Link) + "/";
        if (!config.Contains(link, StringComparison.Ordinal))
            throw new PullException("envoy_check", $"`{settings.Config}` reads nothing from `{link}`, so that Envoy would not take up what is pulled");
        var candidate = Path.Combine(directory.Root, "candidate" + Path.GetExtension(settings.Config));
        try
        {
            Durable.Replace(candidate, System.Text.Encoding.UTF8.GetBytes(config.Replace(link, Path.Combine(directory.Root, state.Target) + "/", StringComparison.Ordinal)));
            await EngineProcess.RunAsync(settings.Binary, "envoy --mode validate", "envoy_check", ["--mode", "validate", "--config-path", candidate]);
        }
        finally
        {
            File.Delete(candidate);
        }
    }

    /// <summary>The link is all that Envoy needs.</summary>
    public Task ActivateAsync(EngineState state) => Task.CompletedTask;

    /// <summary>Waits until Envoy's configuration is of the versions that the files have.</summary>
    public async Task ProveAsync(EngineState state)
    {
        if (admin is null)
            return;
        var expected = FileVersions.Of(state.Files);
        using var deadline = new CancellationTokenSource(patience);
        string? difference = "nothing answered";
        try
        {
            while (true)
            {
                difference = await admin.ReadAsync(deadline.Token) is { } running ? running.DifferenceTo(expected) : difference;
                if (difference is null)
                    return;
                await Task.Delay(BetweenProofs, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PullException("not_proved", $"Envoy did not take up revision {state.Revision} within {patience.TotalSeconds:0.#} s: {difference}");
        }
    }

    /// <summary>Without an admin interface nobody can say; what the link points to is believed, as Envoy reads it at its start.</summary>
    public async Task<bool> RunsAsync(EngineState state)
    {
        if (admin is null)
            return true;
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            return await admin.ReadAsync(deadline.Token) is { } running && running.DifferenceTo(FileVersions.Of(state.Files)) is null;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => admin?.Dispose();
}
