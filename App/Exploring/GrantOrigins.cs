using AccessConsole.Core.LeastPrivilege;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Exploring;

/// <summary>By which revision grants and roles came to be what they are, and so who approved them.</summary>
public sealed class GrantOrigins(IPolicyStore store)
{
    private static readonly Dictionary<string, Revision> None = [];

    /// <param name="revision">As of which they are asked about.</param>
    public async Task<IReadOnlyDictionary<string, Revision>> FindAsync(PolicyKind kind, IEnumerable<string> names, int revision, CancellationToken cancellationToken)
    {
        // What a deployment's settings imply has a slash in its name and no history of its own.
        var written = names.Where(n => !GeneratedRules.IsName(n)).Distinct(StringComparer.Ordinal).ToArray();
        return written.Length == 0 ? None : await store.FindOriginsAsync(kind, written, revision, cancellationToken);
    }

    /// <summary>What came to be as it is after an instant; one question, however many grants there are.</summary>
    /// <param name="revision">As of which is asked.</param>
    public async Task<RecentChanges> ChangedAsync(int revision, DateTimeOffset after, CancellationToken cancellationToken) =>
        new(await store.FindChangedAsync(RecentChanges.Kinds, revision, after, cancellationToken));
}
