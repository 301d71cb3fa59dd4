using AccessConsole.Cli.Client;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Auditing.Exports;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands.Audit;

/// <summary>What is known of the log from before: a checkpoint, or an export, of which each event is known besides.</summary>
/// <param name="Export">The export's file; null where only a checkpoint is known.</param>
internal sealed record EarlierLog(Checkpoint Checkpoint, string? Export)
{
    /// <exception cref="FormatException">The file is not genuine.</exception>
    public static async Task<EarlierLog> OpenAsync(string path, NoteKey key, CancellationToken cancellationToken)
    {
        if (await FirstLineOfExportAsync(path, cancellationToken) is null)
        {
            var note = Checkpoint.Open(await File.ReadAllTextAsync(path, cancellationToken), key);
            return note.IsVerified ? new EarlierLog(note.Value, null) : throw Refused(path, note.Refusal.Message);
        }

        await using var stream = File.OpenRead(path);
        var (verified, refusal) = await ExportReading.VerifyAsync(stream.ReadLinesAsync(Timeout.InfiniteTimeSpan, cancellationToken), key, earlier: null, cancellationToken);
        if (verified is null)
            throw Refused(path, refusal!.Message);
        return verified.Findings is [var first, ..] ? throw Refused(path, first.Message) : new EarlierLog(verified.Checkpoint, path);
    }

    /// <summary>The size alone, which only says what to ask for.</summary>
    public static async Task<Checkpoint> ReadUnverifiedAsync(string path, CancellationToken cancellationToken)
    {
        var note = await FirstLineOfExportAsync(path, cancellationToken) is { } line ? ExportHeader.Read(line).Checkpoint : await File.ReadAllTextAsync(path, cancellationToken);
        return Checkpoint.ReadUnverified(note) ?? throw new FormatException($"`{path}` is neither a checkpoint nor an export of an audit log");
    }

    /// <summary>The events of the export, in order; none where only a checkpoint is known.</summary>
    public async IAsyncEnumerable<ExportLine> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Export is null)
            yield break;
        await using var stream = File.OpenRead(Export);
        await foreach (var line in stream.ReadLinesAsync(Timeout.InfiniteTimeSpan, cancellationToken).Skip(1))
            yield return ExportLine.Read(line);
    }

    private static async Task<byte[]?> FirstLineOfExportAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        await foreach (var line in stream.ReadLinesAsync(Timeout.InfiniteTimeSpan, cancellationToken))
            return line.Span is [(byte)'{', ..] ? line.ToArray() : null;
        return null;
    }

    private static FormatException Refused(string path, string why) => new($"the earlier `{path}` is not genuine: {why}");
}
