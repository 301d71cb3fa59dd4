using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>Makes nginx run what <c>current</c> points to, and proves that it does.</summary>
internal sealed class NginxEngine(NginxProcess nginx, BundleInspector inspector, TimeSpan patience) : IEngine
{
    private const string PolicyFile = "nginx/policy.json";
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromMilliseconds(100);

    public ImmutableArray<BundleFile> DenyAll => DenyAllBootstrap.Files;

    public bool FollowsLink => false;

    public bool CanDrift => false;

    /// <param name="patience">Until a reloaded nginx must show the new revision.</param>
    public static NginxEngine Create(NginxSettings settings, TimeSpan patience) => new(
        new NginxProcess(settings.Binary, settings.Config), new BundleInspector(new BundleArguments(settings.AccessLogs)), patience);

    public bool DeniesWhenStale(VerifiedBundle bundle)
    {
        if (bundle.Files.FirstOrDefault(file => file.Path == PolicyFile) is not { } policy)
            return false;
        try
        {
            using var document = JsonDocument.Parse(policy.Content, new JsonDocumentOptions { MaxDepth = 128 });
            return document.RootElement.TryGetProperty("onStale", out var onStale) && onStale.GetString() == "deny";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PullException("malformed", $"`{PolicyFile}` is not the JSON object that was expected");
        }
    }

    public void Inspect(IReadOnlyList<BundleFile> files) => inspector.Inspect(files);

    /// <summary>nginx's own check of the configuration on disk.</summary>
    public Task CheckAsync(EngineState state) => nginx.RunAsync("nginx_check", "-t");

    public Task ActivateAsync(EngineState state) => nginx.RunAsync("nginx_reload", "-s", "reload");

    /// <summary>Waits until a request that must be refused is refused by this revision.</summary>
    /// <exception cref="PullException">It was not within the time: the reload did not take, or something else listens there.</exception>
    public async Task ProveAsync(EngineState state)
    {
        var address = await FindAddressAsync();
        using var deadline = new CancellationTokenSource(patience);
        RefusalProbe.Answer? answer = null;
        try
        {
            while (true)
            {
                answer = await RefusalProbe.AskAsync(address, deadline.Token) ?? answer;
                if (answer?.IsRefusalBy(state.Revision) == true)
                    return;
                await Task.Delay(BetweenProofs, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PullException("not_proved", $"{address.EndPoint} did not refuse by revision {state.Revision} within {patience.TotalSeconds:0.#} s: {Describe(answer)}");
        }
    }

    public async Task<bool> RunsAsync(EngineState state)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            return (await RefusalProbe.AskAsync(await FindAddressAsync(), deadline.Token))?.IsRefusalBy(state.Revision) == true;
        }
        catch (Exception e) when (e is OperationCanceledException or PullException)
        {
            return false;
        }
    }

    private async Task<ListenAddress> FindAddressAsync()
    {
        var dump = await nginx.RunAsync("nginx_check", "-T");
        try
        {
            return ListenAddress.Find(dump)
                ?? throw new PullException("not_proved", "neither the bundle nor the host's `access-host.conf` listens on a TCP address, so that nothing can be proved");
        }
        catch (FormatException e)
        {
            throw new PullException("not_proved", $"the configuration that nginx runs cannot be read: {e.Message}");
        }
    }

    private static string Describe(RefusalProbe.Answer? answer) => answer is null
        ? "nothing answered"
        : $"it answered {answer.Status} by {(answer.Revision is null ? "no revision" : $"revision {answer.Revision}")}";
}
