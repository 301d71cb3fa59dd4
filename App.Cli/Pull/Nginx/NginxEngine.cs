namespace AccessConsole.Cli.Pull.Nginx;

/// <summary>Makes nginx run what <c>current</c> points to, and proves that it does.</summary>
internal sealed class NginxEngine(NginxProcess nginx, TimeSpan patience)
{
    private static readonly TimeSpan BetweenProofs = TimeSpan.FromMilliseconds(100);

    /// <summary>nginx's own check of the configuration on disk.</summary>
    public Task CheckAsync() => nginx.RunAsync("nginx_check", "-t");

    public Task ReloadAsync() => nginx.RunAsync("nginx_reload", "-s", "reload");

    /// <summary>Waits until a request that must be refused is refused by this revision.</summary>
    /// <exception cref="PullException">It was not within the time: the reload did not take, or something else listens there.</exception>
    public async Task ProveAsync(string revision)
    {
        var address = await FindAddressAsync();
        using var deadline = new CancellationTokenSource(patience);
        RefusalProbe.Answer? answer = null;
        try
        {
            while (true)
            {
                answer = await RefusalProbe.AskAsync(address, deadline.Token) ?? answer;
                if (answer?.IsRefusalBy(revision) == true)
                    return;
                await Task.Delay(BetweenProofs, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PullException("not_proved", $"{address.EndPoint} did not refuse by revision {revision} within {patience.TotalSeconds:0.#} s: {Describe(answer)}");
        }
    }

    /// <summary>Whether nginx runs this revision already.</summary>
    public async Task<bool> RunsAsync(string revision)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            return (await RefusalProbe.AskAsync(await FindAddressAsync(), deadline.Token))?.IsRefusalBy(revision) == true;
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
