using AccessConsole.Configuration;
using AccessConsole.Core.Auditing.Checkpoints;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using Microsoft.Extensions.Options;

namespace AccessConsole.Auditing;

/// <summary>Signs the audit log as it grows, and never two histories of it.</summary>
public sealed class AuditCheckpoints(
    IAuditTree tree, NewestCheckpoint newest, IOptions<AuditOptions> options, IHostEnvironment host, DataPaths paths, TimeProvider clock, ILogger<AuditCheckpoints> log)
{
    private const int EventsAtOnce = 10_000;
    private readonly Lazy<AuditKey?> key = new(() => AuditKey.Of(options.Value, host, paths));

    // The newest that this replica saw: the database may be made to forget it, this may not.
    private Checkpoint? seen;

    /// <summary>What checkpoints verify with; null where none are signed.</summary>
    public NoteKey? PublicKey => key.Value?.Public;

    /// <summary>Takes in what was recorded since, signs it, and has statements of freshness say so from their next signing on.</summary>
    /// <exception cref="AuditTreeException">The log is not what was signed of it before.</exception>
    public async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var advance = await tree.AdvanceAsync(EventsAtOnce, SignAsync, cancellationToken);
            newest.Hear(advance.Newest);
            if (!advance.MoreWait)
                return;
            log.LogInformation("{Count} audit events were taken into the log's tree, and more wait", EventsAtOnce);
        }
    }

    private async Task<StoredCheckpoint?> SignAsync(TreeHead head, CancellationToken cancellationToken)
    {
        if (key.Value is not { } signing)
            return null;
        // INVARIANT (one history): nothing is signed that does not begin with all that was signed before.
        RequireConsistent(head, signing.Public);
        if (seen is { } known)
            await RequireAsync(known, head, cancellationToken);
        var checkpoint = new Checkpoint(signing.Public.Name, head.Size, head.Root);
        var note = await checkpoint.SignAsync(signing.Public, signing.Signer, cancellationToken);
        seen = checkpoint;
        return new StoredCheckpoint(head.Size, head.Root, note, clock.GetUtcNow());
    }

    private static void RequireConsistent(TreeHead head, NoteKey verifiedBy)
    {
        if (head.Last is not { } last)
            return;
        var opened = Checkpoint.Open(last.Note, verifiedBy);
        // A key that came in the place of another signs on where the other's checkpoint stands.
        if (!opened.IsVerified && opened.Refusal.Kind is not (Core.Bundles.RefusalKind.UnknownKey or Core.Bundles.RefusalKind.Scope))
            throw new AuditTreeException($"the newest stored checkpoint, of {last.Size} events, was changed: {opened.Refusal.Message}");
        var (size, root) = opened.Value is { } signed ? (signed.Size, signed.Root) : (last.Size, last.Root);
        if (size != last.Size || !root.Span.SequenceEqual(head.LastRoot.Span))
            throw Rewritten(last.Size);
    }

    private async Task RequireAsync(Checkpoint known, TreeHead head, CancellationToken cancellationToken)
    {
        if (known.Size > head.Size || !(await tree.HashAsync([new LeafRange(0, known.Size)], cancellationToken))[0].AsSpan().SequenceEqual(known.Root.Span))
            throw Rewritten(known.Size);
    }

    private static AuditTreeException Rewritten(long size) =>
        new($"the stored hashes of the audit log are not those of the checkpoint of {size} events: nothing is signed until they are restored from a backup");
}
