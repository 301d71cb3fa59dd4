using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Decisions;

/// <summary>What one request sent: unpacked and read within limits.</summary>
internal sealed class DecisionUpload
{
    public const int MaxUnpacked = 32 << 20;

    /// <summary>After so many events others get their turn: a fraction of a millisecond.</summary>
    private const int EventsInARow = 20;

    /// <summary>Whom losses are noted of by name, so that a sender that makes names up fills no table.</summary>
    private const int MaxNamed = 20;

    private static readonly JsonReaderOptions Json = new() { MaxDepth = 64 };

    private readonly List<LoggedDecision> decisions = [];
    private readonly Dictionary<(string Point, string Cause), long> losses = [];

    public IReadOnlyList<LoggedDecision> Decisions => decisions;

    public int Foreign { get; private set; }

    /// <summary>How many were not taken, by cause.</summary>
    public IReadOnlyDictionary<string, long> Refused => losses.GroupBy(loss => loss.Key.Cause).ToDictionary(cause => cause.Key, cause => cause.Sum(loss => loss.Value));

    /// <exception cref="FormatException">It is not a batch of OPA's Decision Log API; the message says why.</exception>
    /// <exception cref="TooLargeException">It is larger than allowed once unpacked.</exception>
    public static async Task<DecisionUpload> ReadAsync(ReadOnlyMemory<byte> body, bool isPacked, DecisionReader reader)
    {
        var upload = new DecisionUpload();
        using var unpacked = isPacked ? await UnpackedBody.OfAsync(body, MaxUnpacked) : null;
        try
        {
            await upload.TakeAsync(unpacked?.Bytes ?? body, reader);
        }
        catch (JsonException e)
        {
            throw new FormatException("the body is not JSON", e);
        }

        return upload;
    }

    /// <summary>What could not be read, and what the sender says that it lost before.</summary>
    public IReadOnlyList<DecisionLoss> LossesIn(DateTimeOffset hour, string environment, string sender, long unsent)
    {
        var noted = losses.Select(loss => new DecisionLoss(hour, environment, loss.Key.Point, loss.Key.Cause, loss.Value));
        return [.. unsent > 0 ? noted.Append(new DecisionLoss(hour, environment, sender, LossCauses.Unsent, unsent)) : noted];
    }

    /// <summary>Event after event, so that the body is never taken apart as a whole: that would hold the thread for milliseconds.</summary>
    private async Task TakeAsync(ReadOnlyMemory<byte> body, DecisionReader reader)
    {
        var place = new JsonPlace(0, new JsonReaderState(Json));
        while (TakeSome(body.Span, reader, ref place))
            await Task.Yield();
    }

    /// <returns>Whether there may be more.</returns>
    private bool TakeSome(ReadOnlySpan<byte> body, DecisionReader reader, ref JsonPlace place)
    {
        var json = new Utf8JsonReader(body[place.Read..], isFinalBlock: true, place.State);
        if (place.Read == 0 && (!json.Read() || json.TokenType != JsonTokenType.StartArray))
            throw new FormatException("the body is not a JSON array of decisions");
        for (var i = 0; i < EventsInARow; i++)
        {
            if (!json.Read())
                return false;
            if (json.TokenType == JsonTokenType.EndArray)
                continue;
            using var logged = JsonDocument.ParseValue(ref json);
            Take(logged.RootElement, reader);
        }

        place = new JsonPlace(place.Read + (int)json.BytesConsumed, json.CurrentState);
        return true;
    }

    private void Take(JsonElement logged, DecisionReader reader)
    {
        var (decision, refusal) = reader.Read(logged);
        if (decision is not null)
            decisions.Add(decision);
        else if (refusal is not null)
            Note(logged, refusal);
    }

    private void Note(JsonElement logged, string cause)
    {
        if (cause == LossCauses.Foreign)
            Foreign++;
        var key = (DecisionReader.PointNameOf(logged) ?? "", cause);
        if (losses.Count >= MaxNamed && !losses.ContainsKey(key))
            key = ("", cause);
        losses[key] = losses.GetValueOrDefault(key) + 1;
    }

    /// <summary>How far a body is read.</summary>
    private readonly record struct JsonPlace(int Read, JsonReaderState State);
}
