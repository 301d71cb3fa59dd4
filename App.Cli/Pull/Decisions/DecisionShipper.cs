using System.Buffers;
using System.IO.Compression;
using System.Text.Json;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>
/// Sends an engine's decisions to the console, beside the pulling and without harm to it: one batch at a time is in memory, and what the console does not take
/// stays in the log, as long as rotation leaves it there.
/// </summary>
/// <param name="point">The enforcement point's name.</param>
internal sealed class DecisionShipper(FollowedLog log, IDecisionFormat format, string point, ConsoleClient console, string positionPath, ShippingTimes times, PullLog journal)
{
    private LogPosition? position = LogPosition.Load(positionPath);
    private bool isFailing;

    /// <summary>Works until it is told to stop; whatever fails is said and tried again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            var rest = times.Pause;
            try
            {
                var (sent, retryAfter) = await TurnAsync(stopping);
                failures = 0;
                Note(retryAfter is null ? null : "the console has no room for decisions just now: they stay in the log");
                rest = retryAfter ?? (sent ? TimeSpan.Zero : times.Pause);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is: pulling goes on.
                Note(e.Message);
                rest = BackOff.After(++failures, Random.Shared.NextDouble(), times.Pause, times.LongestBackOff);
            }

            await Task.Delay(rest < times.LongestBackOff ? rest : times.LongestBackOff, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there may be more at once, and for how long the console asks to wait.</returns>
    private async Task<(bool Sent, TimeSpan? RetryAfter)> TurnAsync(CancellationToken stopping)
    {
        if (log.Read(position) is not var (lines, next) || next == position)
            return (false, null);
        var (batch, unreadable) = Pack(lines);
        if (await console.SendDecisionsAsync(batch, next.Lost + unreadable, stopping) is { } retryAfter)
            return (false, retryAfter);
        position = next with { Lost = 0 };
        position.Save(positionPath);
        return (lines.Count > 0, null);
    }

    private (byte[] Batch, int Unreadable) Pack(IReadOnlyList<byte[]> lines)
    {
        var events = new ArrayBufferWriter<byte>(64 << 10);
        var unreadable = 0;
        using (var json = new Utf8JsonWriter(events))
        {
            json.WriteStartArray();
            foreach (var line in lines)
                unreadable += WriteOrPassOver(json, line);
            json.WriteEndArray();
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(events.WrittenSpan);
        return (packed.ToArray(), unreadable);
    }

    /// <summary>A line that breaks off half-way must leave nothing half-written, so that each is written by itself first.</summary>
    private int WriteOrPassOver(Utf8JsonWriter json, byte[] line)
    {
        try
        {
            if (format.Read(line) is not { } decision)
                return 0;
            var one = new ArrayBufferWriter<byte>(1_024);
            using (var writer = new Utf8JsonWriter(one))
                decision.Write(writer, point);
            json.WriteRawValue(one.WrittenSpan, skipInputValidation: true);
            return 0;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // The second is half of a surrogate pair, which is no text. Whatever it is, the next line has its turn.
            return 1;
        }
    }

    /// <summary>Says what fails once, and once that it works again.</summary>
    private void Note(string? trouble)
    {
        if (trouble is not null && !isFailing)
            journal.Write("not_sent", $"decisions are not sent: {trouble}");
        else if (trouble is null && isFailing)
            journal.Write("sent", "decisions are sent again");
        isFailing = trouble is not null;
    }
}

/// <summary>The shipper's patience.</summary>
internal sealed record ShippingTimes
{
    /// <summary>Between two looks at a log in which nothing was new.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until a file that rotation moved away counts as let go by its writers.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);
}
