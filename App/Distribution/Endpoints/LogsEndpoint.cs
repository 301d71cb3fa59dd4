using System.Globalization;
using System.Text.Json;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Distribution.Points;
using AccessConsole.Tokens;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>
/// <c>POST /v1/logs</c>: an enforcement point says what it decided, in batches of OPA's Decision Log API. A batch is taken as a whole or refused as a whole, so
/// that a sender that was refused may send it again; what is wrong with single decisions is counted and answered.
/// </summary>
internal sealed class LogsEndpoint(
    PostedCalls calls, ScopeRefusals scope, DecisionQueue queue, DecisionThread thread, ObservedRevisions observed, IOptions<DecisionOptions> options, TimeProvider clock) : IDisposable
{
    /// <summary>Of a request's body, as it is sent.</summary>
    public const int MaxBody = 2 << 20;

    /// <summary>In which a sender says how many decisions it lost before those that it sends.</summary>
    public const string LostHeader = "Access-Lost-Decisions";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private const string Gzip = "gzip";
    private const int MaxUploads = 32;
    private const int MaxSentAtOnce = MaxUploads / 2;
    private const long MaxLost = 1_000_000_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>So long an answer waits for the database; then memory alone holds the batch.</summary>
    private static readonly TimeSpan Written = TimeSpan.FromSeconds(2);

    /// <summary>One batch is read at a time, so that one body at most is unpacked in memory.</summary>
    private readonly SemaphoreSlim reading = new(1);

    private readonly BodyPlaces places = new(MaxSentAtOnce);

    private int uploads;

    public void Dispose() => reading.Dispose();

    public async Task HandleAsync(HttpContext context)
    {
        if (await calls.AdmitAsync(context, TokenKind.Puller, Gzip) is { } token)
            await TakeTurnAsync(context, token);
    }

    private async Task TakeTurnAsync(HttpContext context, LiveToken token)
    {
        try
        {
            if (Interlocked.Increment(ref uploads) > MaxUploads || queue.IsFull)
                await TooManyAsync(context);
            else if (!places.TryTake(token.Token.Id))
                await MachineProblems.TooManyAsync(context, "too many batches of this token are on their way at once: send one after another", RetryAfter);
            else if (await ReadBodyAsync(context, token) is { } body)
                await ReadAsync(context, token, body);
            else
                await MachineProblems.TooLargeAsync(context, MaxBody);
        }
        finally
        {
            Interlocked.Decrement(ref uploads);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, LiveToken token)
    {
        try
        {
            return await BoundedBody.ReadAsync(context, MaxBody);
        }
        finally
        {
            places.Leave(token.Token.Id);
        }
    }

    private async Task ReadAsync(HttpContext context, LiveToken token, ReadOnlyMemory<byte> body)
    {
        try
        {
            await TakeAsync(context, token, await UnpackAsync(token.Token, body, context.Request.Headers.ContentEncoding == Gzip, context.RequestAborted));
        }
        catch (FormatException e)
        {
            await MachineProblems.MalformedAsync(context, e.Message);
        }
        catch (TooLargeException)
        {
            await MachineProblems.TooLargeAsync(context, DecisionUpload.MaxUnpacked);
        }
    }

    private async Task<DecisionUpload> UnpackAsync(AccessToken token, ReadOnlyMemory<byte> body, bool isPacked, CancellationToken aborted)
    {
        await reading.WaitAsync(aborted);
        try
        {
            return await thread.RunAsync(() => DecisionUpload.ReadAsync(body, isPacked, new DecisionReader(token, clock.GetUtcNow(), options.Value.Retention)));
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task TakeAsync(HttpContext context, LiveToken token, DecisionUpload upload)
    {
        if (upload.Foreign > 0)
            scope.Note(context, token);
        var now = clock.GetUtcNow();
        var batch = DecisionBatch.Of(upload.Decisions, upload.LossesIn(HourOf(now), token.Token.Environment!, token.Token.Prefix, LostOf(context.Request)));
        if (batch.IsEmpty)
            batch.Settle();
        else if (!queue.TryAdd(batch))
        {
            await TooManyAsync(context);
            return;
        }

        observed.Note(token.Token, upload.Decisions, now);
        await batch.Settled.WaitAsync(Written, clock, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var answer = JsonSerializer.SerializeToUtf8Bytes(new { Decisions = upload.Decisions.Count, upload.Refused }, Json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static long LostOf(HttpRequest request) =>
        long.TryParse(request.Headers[LostHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var lost) ? Math.Min(lost, MaxLost) : 0;

    private static DateTimeOffset HourOf(DateTimeOffset instant) => new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    private static Task TooManyAsync(HttpContext context) =>
        MachineProblems.TooManyAsync(context, "more decisions are waiting for the database than memory is meant to hold: keep them and try again shortly", RetryAfter);
}
