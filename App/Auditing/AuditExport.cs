using System.Text.Encodings.Web;
using System.Text.Json;
using AccessConsole.Core.Auditing.Exports;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;

namespace AccessConsole.Auditing;

/// <summary>A part of the log as a file that proves itself: a first line that leads to a signed checkpoint, then one line for each event.</summary>
public sealed class AuditExport(IAuditTree tree)
{
    private const int EventsAtOnce = 1_000;

    private static readonly ReadOnlyMemory<byte> LineEnd = "\n"u8.ToArray();

    // Read by people and by programs for files, not put into pages.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="from">The first event.</param>
    /// <param name="to">The event after the last; at most the checkpoint's size.</param>
    /// <param name="earlier">Size of an earlier checkpoint that the file has to show as continued; null for none.</param>
    /// <exception cref="AuditTreeException">Stored hashes are missing.</exception>
    public async Task<ExportHeader> BeginAsync(long from, long to, StoredCheckpoint checkpoint, long? earlier, CancellationToken cancellationToken) => new(
        from, to,
        await HashAsync(new LeafRange(0, from).Subtrees(), cancellationToken),
        await HashAsync(new LeafRange(to, checkpoint.Size).Subtrees(), cancellationToken),
        checkpoint.Note,
        earlier is { } size ? new EarlierProof(size, await tree.HashAsync(ProofPaths.Consistency(size, checkpoint.Size), cancellationToken)) : null);

    /// <summary>Writes the export; what is kept in memory does not grow with it.</summary>
    public async Task WriteAsync(Stream stream, ExportHeader header, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(stream, Json);
        await WriteLineAsync(header.Write);
        for (var first = header.From; first < header.To; first += EventsAtOnce)
        {
            var count = (int)Math.Min(EventsAtOnce, header.To - first);
            foreach (var place in await tree.ReadPlacesAsync(first, count, cancellationToken))
                await WriteLineAsync(new ExportLine(place.Sequence, place.Leaf ?? [], place.Event?.Canonical).Write);
            await stream.FlushAsync(cancellationToken);
        }

        async Task WriteLineAsync(Action<Utf8JsonWriter> write)
        {
            json.Reset();
            write(json);
            await json.FlushAsync(cancellationToken);
            await stream.WriteAsync(LineEnd, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<byte[]>> HashAsync(IEnumerable<SubtreeId> subtrees, CancellationToken cancellationToken) =>
        await tree.HashAsync([.. subtrees.Select(s => new LeafRange(s.FirstLeaf, s.LastLeaf + 1))], cancellationToken);
}
