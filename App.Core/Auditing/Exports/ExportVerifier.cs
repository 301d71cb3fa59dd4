using System.Globalization;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Core.Auditing.Exports;

/// <summary>
/// Verifies an export line by line and names the events that are not as they were recorded. It keeps one hash for each level of the tree, however long the
/// export is.
/// </summary>
public sealed class ExportVerifier
{
    private readonly ExportHeader header;
    private readonly Checkpoint? earlier;
    private readonly CompactRange tree = new();
    private readonly List<AuditFinding> findings = [];
    private long next;
    private bool isWhole = true;
    private byte[]? rootAtEarlier;

    private ExportVerifier(ExportHeader header, Checkpoint checkpoint, Checkpoint? earlier)
    {
        (this.header, Checkpoint, this.earlier, next) = (header, checkpoint, earlier, header.From);
        foreach (var (subtree, hash) in new LeafRange(0, header.From).Subtrees().Zip(header.Before))
            tree.Append(hash, subtree.Level);
        NoteEarlier();
    }

    /// <summary>Findings that are kept and named; there may be more.</summary>
    public const int MaxFindings = 1_000;

    /// <summary>What was signed of the log.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The checkpoint as it was signed.</summary>
    public string Note => header.Checkpoint;

    /// <summary>The first event of the export.</summary>
    public long From => header.From;

    /// <summary>The event after the export's last.</summary>
    public long To => header.To;

    /// <summary>How many findings there are, those that are not kept too.</summary>
    public long Count { get; private set; }

    /// <param name="key">The log's pinned key.</param>
    /// <param name="earlier">A checkpoint of the log, verified, that this one must continue.</param>
    /// <returns>A refusal where the checkpoint is not the log's.</returns>
    /// <exception cref="FormatException">It is no export's first line, or cannot show that the earlier checkpoint is continued.</exception>
    public static Verification<ExportVerifier> Begin(ReadOnlyMemory<byte> firstLine, NoteKey key, Checkpoint? earlier = null)
    {
        var header = ExportHeader.Read(firstLine);
        var opened = Checkpoint.Open(header.Checkpoint, key);
        if (!opened.IsVerified)
            return new Refusal(opened.Refusal.Kind, $"the export's checkpoint is not that of the log: {opened.Refusal.Message}").Of<ExportVerifier>();
        RequireShape(header, opened.Value);
        if (earlier is not null && !CanHoldAgainst(earlier, header, opened.Value))
            throw new FormatException(Text($"the export cannot be held against the earlier checkpoint of {earlier.Size} events: export again with `earlier={earlier.Size}`"));
        return new Verification<ExportVerifier>(new ExportVerifier(header, opened.Value, earlier));
    }

    /// <summary>Takes the next line after the first.</summary>
    /// <returns>The event's line; null where it is none.</returns>
    public ExportLine? Take(ReadOnlyMemory<byte> line)
    {
        ExportLine read;
        try
        {
            read = ExportLine.Read(line);
        }
        catch (FormatException e)
        {
            Add(new AuditFinding(AuditFindingKind.Unreadable, next, next, Text($"the line where event {next} belongs cannot be read: {e.Message}")));
            isWhole = false;
            return null;
        }

        if (!IsInOrder(read))
            return read;
        if (read.Leaf.Length != TreeHash.Size)
            Add(new AuditFinding(AuditFindingKind.Unreadable, read.Sequence, read.Sequence, Text($"the stored hash of event {read.Sequence} is missing: whether it was changed cannot be told")));
        else if (EventCheck.Of(read.Sequence, read.Leaf, read.Canonical) is { } finding)
            Add(finding);
        return read;
    }

    /// <summary>Ends the export.</summary>
    /// <returns>What is not as it was recorded, in the order found; none where everything is.</returns>
    public IReadOnlyList<AuditFinding> End()
    {
        if (next < header.To)
            Skip(header.To);
        if (isWhole)
            RequireRoot();
        RequireContinued();
        return findings;
    }

    private bool IsInOrder(ExportLine line)
    {
        if (line.Sequence < next || line.Sequence >= header.To)
        {
            Add(new AuditFinding(AuditFindingKind.Moved, line.Sequence, line.Sequence, Text($"event {line.Sequence} stands where event {next} belongs: it was moved, or put there")));
            isWhole = false;
            return false;
        }

        if (line.Sequence > next)
            Skip(line.Sequence);
        next++;
        isWhole &= line.Leaf.Length == TreeHash.Size;
        if (isWhole)
        {
            tree.Append(line.Leaf);
            NoteEarlier();
        }

        return true;
    }

    private void Skip(long to)
    {
        Add(EventCheck.Missing(next, to - 1));
        (next, isWhole) = (to, false);
    }

    private void NoteEarlier()
    {
        if (tree.Size == earlier?.Size)
            rootAtEarlier = tree.Root();
    }

    private void RequireRoot()
    {
        foreach (var (subtree, hash) in new LeafRange(header.To, Checkpoint.Size).Subtrees().Zip(header.After))
            tree.Append(hash, subtree.Level);
        if (!tree.Root().AsSpan().SequenceEqual(Checkpoint.Root.Span))
            Add(new AuditFinding(AuditFindingKind.Rewritten, header.From, header.To - 1, Text($"the leaves do not lead to what the checkpoint of {Checkpoint.Size} events signs: events {header.From} to {header.To - 1}, or hashes, were rewritten")));
    }

    private void RequireContinued()
    {
        if (earlier is null || IsContinued(earlier) is not false)
            return;
        Add(new AuditFinding(AuditFindingKind.Forked, 0, earlier.Size - 1, earlier.Size > Checkpoint.Size
            ? Text($"the checkpoint of {Checkpoint.Size} events is older than the earlier one of {earlier.Size}, or the log was cut")
            : Text($"the checkpoint of {Checkpoint.Size} events does not continue the earlier one of {earlier.Size}: events before {earlier.Size} were rewritten")));
    }

    /// <returns>Null where it cannot be told, since lines are missing.</returns>
    private bool? IsContinued(Checkpoint known)
    {
        if (known.Size > Checkpoint.Size)
            return false;
        if (known.Size == Checkpoint.Size)
            return known.Root.Span.SequenceEqual(Checkpoint.Root.Span);
        if (header.Earlier is { } proof && proof.Size == known.Size)
            return ProofVerification.IsConsistent(known.Size, known.Root.Span, Checkpoint.Size, Checkpoint.Root.Span, proof.Proof);
        return rootAtEarlier is null ? null : known.Root.Span.SequenceEqual(rootAtEarlier);
    }

    private static bool CanHoldAgainst(Checkpoint earlier, ExportHeader header, Checkpoint checkpoint) =>
        earlier.Size >= checkpoint.Size || earlier.Size == header.Earlier?.Size || (earlier.Size >= header.From && earlier.Size <= header.To);

    private static void RequireShape(ExportHeader header, Checkpoint checkpoint)
    {
        var isRange = header.From >= 0 && header.From <= header.To && header.To <= checkpoint.Size;
        if (!isRange || header.Before.Count != new LeafRange(0, header.From).Subtrees().Count() || header.After.Count != new LeafRange(header.To, checkpoint.Size).Subtrees().Count())
            throw new FormatException("the first line contradicts itself: export again");
    }

    private void Add(AuditFinding finding)
    {
        Count++;
        if (findings.Count < MaxFindings)
            findings.Add(finding);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
