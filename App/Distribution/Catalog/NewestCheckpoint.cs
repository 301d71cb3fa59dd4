using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Catalog;

/// <summary>
/// The newest checkpoint of the audit log that this replica heard of: statements of freshness carry it out to whoever pulls, so that a history which is
/// rewritten later contradicts what pullers were told. In memory, because statements are made while the database is away too.
/// </summary>
public sealed class NewestCheckpoint
{
    private readonly Lock gate = new();
    private volatile StoredCheckpoint? newest;

    /// <summary>As it was signed; null where there is none, or none was heard of since the start.</summary>
    public string? Note => newest?.Note;

    /// <summary>Takes a checkpoint of more events than the one known: a database that forgot one is not followed.</summary>
    public void Hear(StoredCheckpoint? found)
    {
        lock (gate)
        {
            if (found is not null && (newest is null || found.Size > newest.Size))
                newest = found;
        }
    }
}
