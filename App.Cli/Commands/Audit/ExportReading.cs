using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Auditing.Exports;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Commands.Audit;

/// <summary>Verifies an export as its lines come.</summary>
internal static class ExportReading
{
    /// <returns>What was found, or why the export was not looked at.</returns>
    /// <exception cref="FormatException">It is no export, or cannot show that the earlier log is continued.</exception>
    public static async Task<(VerifiedExport? Verified, Refusal? Refusal)> VerifyAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> lines, NoteKey key, EarlierLog? earlier, CancellationToken cancellationToken)
    {
        ExportVerifier? verifier = null;
        var forks = new List<AuditFinding>();
        await using var known = (earlier?.LinesAsync(cancellationToken) ?? AsyncEnumerable.Empty<ExportLine>()).GetAsyncEnumerator(cancellationToken);
        var hasKnown = await known.MoveNextAsync();
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (verifier is null)
            {
                var begun = ExportVerifier.Begin(line, key, earlier?.Checkpoint);
                if (!begun.IsVerified)
                    return (null, begun.Refusal);
                verifier = begun.Value;
                continue;
            }

            if (verifier.Take(line) is not { } read)
                continue;
            while (hasKnown && known.Current.Sequence < read.Sequence)
                hasKnown = await known.MoveNextAsync();
            if (hasKnown && known.Current.Sequence == read.Sequence && !known.Current.Leaf.AsSpan().SequenceEqual(read.Leaf) && forks.Count < ExportVerifier.MaxFindings)
                forks.Add(Forked(read.Sequence));
        }

        return verifier is null
            ? throw new FormatException("the export is empty: export again")
            : (new VerifiedExport(verifier.Checkpoint, verifier.Note, verifier.From, verifier.To, [.. verifier.End(), .. forks], verifier.Count + forks.Count), null);
    }

    private static AuditFinding Forked(long sequence) => new(
        AuditFindingKind.Forked, sequence, sequence, string.Create(CultureInfo.InvariantCulture, $"event {sequence} is not the one of the earlier export: its leaf was rewritten since"));
}

/// <param name="Note">The checkpoint as it was signed.</param>
/// <param name="Count">Findings, those that are not among <paramref name="Findings"/> too.</param>
internal sealed record VerifiedExport(Checkpoint Checkpoint, string Note, long From, long To, IReadOnlyList<AuditFinding> Findings, long Count);
