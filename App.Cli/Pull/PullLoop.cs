namespace AccessConsole.Cli.Pull;

/// <summary>Pulls for as long as it is not told to stop: when to ask, when to wait, when to report.</summary>
internal sealed class PullLoop(PullSettings settings, ConsoleClient console, BundleDirectory directory, Puller puller, TimeProvider clock, PullLog log)
{
    private readonly string id = Guid.NewGuid().ToString();
    private StatusReport? reported;
    private DateTimeOffset reportedAt;
    private DateTimeOffset? lastRequest;
    private DateTimeOffset? lastSuccess;

    /// <summary>Everything wired together.</summary>
    /// <param name="time">The machine's clock when left out.</param>
    public static PullLoop Create(PullSettings settings, IEngine engine, HttpClient http, PullLog log, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var console = new ConsoleClient(http, settings.Name, settings.Times);
        var directory = new BundleDirectory(settings.Directory);
        var keys = new KeyRing(console, settings.Root, directory.KeyListPath, settings.Times.KeyList, clock);
        var puller = new Puller(settings, console, keys, directory, engine, new Activation(directory, engine, log), clock);
        return new PullLoop(settings, console, directory, puller, clock, log);
    }

    /// <summary>Ends after one pull with <see cref="PullSettings.Once"/>, else when stopped.</summary>
    /// <returns>Whether the newest bundle is in force; true when stopped.</returns>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        await using var held = directory.TryLock();
        if (held is null)
            return await ReportAsync(Log(new PullException("directory", "another puller works in the same directory: give each its own")), stopping);
        if (await AttemptAsync(puller.ResumeAsync) is { Code: "directory" } hopeless)
            return await ReportAsync(hopeless, stopping);
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            var started = clock.GetUtcNow();
            var error = await TurnAsync(stopping);
            if (settings.Once)
                return await ReportAsync(error, stopping);
            if (stopping.IsCancellationRequested)
                break;
            await ReportAsync(error, stopping);
            failures = error is null ? 0 : failures + 1;
            await RestAsync(error is null ? settings.Times.Pause - (clock.GetUtcNow() - started) : BackOffAfter(failures), stopping);
        }

        return true;
    }

    /// <summary>One question to the console, cut short when the bundle in force becomes stale or changes by time meanwhile.</summary>
    private async Task<PullException?> TurnAsync(CancellationToken stopping)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        if (NextAct is { } next)
            bounded.CancelAfter(next);
        lastRequest = clock.GetUtcNow();
        var error = await AttemptAsync(async () =>
        {
            var wait = settings.Once || !puller.IsSettled || IsOverdue ? TimeSpan.Zero : settings.Times.Wait;
            var happened = await puller.PullAsync(wait, bounded.Token);
            lastSuccess = clock.GetUtcNow();
            Log(happened);
        });
        return await AttemptAsync(async () => Log(await puller.KeepAsync())) ?? error;
    }

    /// <summary>Does it and turns whatever can go wrong outside into an error to report; null when it went well or was cut short.</summary>
    private async Task<PullException?> AttemptAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e) when (e is PullException or IOException or UnauthorizedAccessException)
        {
            return Log(e as PullException ?? new PullException("disk", e.Message));
        }
    }

    private void Log(string? happened)
    {
        if (happened is not null)
            log.Write("in_force", happened);
    }

    private PullException Log(PullException error)
    {
        log.Write(error.Code, error.Message);
        return error;
    }

    /// <summary>Tells the console when something changed, and from time to time. A report that does not arrive is not an error of the bundle.</summary>
    private async Task<bool> ReportAsync(PullException? error, CancellationToken cancellationToken)
    {
        var report = new StatusReport
        {
            Id = id,
            Name = settings.Name,
            Labels = settings.Labels,
            Slice = settings.Scope.Service,
            ActiveRevision = puller.InForce?.Revision,
            ActiveSince = puller.ActiveSince,
            Error = error,
            Digest = puller.InForce?.Digest,
            RepairedAt = puller.RepairedAt,
        };
        if (report != reported || clock.GetUtcNow() - reportedAt >= settings.Times.Report)
            await SendAsync(report, cancellationToken);
        return error is null;
    }

    private async Task SendAsync(StatusReport report, CancellationToken cancellationToken)
    {
        try
        {
            await console.ReportAsync((report with { LastRequest = lastRequest, LastSuccessfulRequest = lastSuccess }).Write(), cancellationToken);
            (reported, reportedAt) = (report, clock.GetUtcNow());
        }
        catch (Exception e) when (e is PullException or OperationCanceledException)
        {
            reported = null;
            log.Write("not_reported", e.Message);
        }
    }

    private TimeSpan BackOffAfter(int failures)
    {
        var delay = BackOff.After(failures, Random.Shared.NextDouble(), settings.Times.Pause, settings.Times.LongestBackOff);
        return NextAct is { } next && next < delay ? next : delay;
    }

    /// <summary>What time asked for could not be done: asked for a bundle all the same, without waiting for one.</summary>
    private bool IsOverdue => puller.ActsAt <= clock.GetUtcNow();

    /// <summary>Until time asks for something: at most an hour, which timers can count; no poll lasts that long. Null when it does not, or did already.</summary>
    private TimeSpan? NextAct => puller.ActsAt - clock.GetUtcNow() is { } left && left > TimeSpan.Zero ? (left < TimeSpan.FromHours(1) ? left : TimeSpan.FromHours(1)) : null;

    private static async Task RestAsync(TimeSpan time, CancellationToken stopping) =>
        await Task.Delay(Positive(time), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
