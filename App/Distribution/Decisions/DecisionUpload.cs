using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Decisions;

/// <summary>What one request sent: unpacked and read within limits.</summary>
internal sealed class DecisionUpload
{
    public const int MaxUnpacked = 32 << 20;

    /// <summary>After so many events the writing of others gets its turn on the thread.</summary>
    private const int EventsInARow = 100;

    /// <summary>Whom losses are noted of by name, so that a sender that makes names up fills no table.</summary>
    private const int MaxNamed = 20;

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
        using var unpacked = isPacked ? UnpackedBody.Of(body, MaxUnpacked) : null;
        try
        {
            using var document = JsonDocument.Parse(unpacked?.Bytes ?? body, new JsonDocumentOptions { MaxDepth = 64 });
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                throw new FormatException("the body is not a JSON array of decisions");
            await upload.TakeAsync(document.RootElement, reader);
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

    private async Task TakeAsync(JsonElement events, DecisionReader reader)
    {
        var count = 0;
        foreach (var logged in events.EnumerateArray())
        {
            if (++count % EventsInARow == 0)
                await Task.Yield();
            var (decision, refusal) = reader.Read(logged);
            if (decision is not null)
                decisions.Add(decision);
            else if (refusal is not null)
                Note(logged, refusal);
        }
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
}
