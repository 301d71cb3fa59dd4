using AccessConsole.Core.Auditing;

namespace AccessConsole.Auditing;

/// <summary>What reading the log again has found, until reading it once more finds it mended.</summary>
public sealed class AuditFindings
{
    /// <summary>Findings that are kept by name; one is enough to stop trusting a log.</summary>
    public const int MaxKept = 1_000;

    private readonly Lock noting = new();
    private readonly SortedDictionary<(long, AuditFindingKind), AuditFinding> found = [];

    /// <summary>Raised after findings came or went, on any thread.</summary>
    public event Action? Changed;

    /// <summary>When the whole log had last been read again; null before.</summary>
    public DateTimeOffset? ReadToTheEndAt { get; private set; }

    /// <summary>Why nothing is signed: what is stored is not what was signed before; null where it is.</summary>
    public string? SigningRefusal { get; private set; }

    /// <summary>In the log's order.</summary>
    public IReadOnlyList<AuditFinding> List()
    {
        lock (noting)
            return [.. found.Values];
    }

    /// <summary>Takes the place of what was found in that part of the log before.</summary>
    /// <returns>Those that were not known.</returns>
    internal IReadOnlyList<AuditFinding> Replace(long first, long end, IReadOnlyList<AuditFinding> now)
    {
        List<AuditFinding> unknown;
        bool isChanged;
        lock (noting)
        {
            var known = found.Where(f => f.Value.First >= first && f.Value.First < end).ToDictionary();
            foreach (var place in known.Keys)
                found.Remove(place);
            unknown = [.. now.Where(f => known.GetValueOrDefault((f.First, f.Kind)) != f)];
            foreach (var finding in now.Take(MaxKept - found.Count))
                found[(finding.First, finding.Kind)] = finding;
            isChanged = unknown.Count > 0 || known.Count != now.Count;
        }

        if (isChanged)
            Changed?.Invoke();
        return unknown;
    }

    internal void NoteSigning(string? refusal)
    {
        if (SigningRefusal == refusal)
            return;
        SigningRefusal = refusal;
        Changed?.Invoke();
    }

    internal void NoteTheEnd(DateTimeOffset at)
    {
        ReadToTheEndAt = at;
        Changed?.Invoke();
    }
}
