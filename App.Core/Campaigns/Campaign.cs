using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Campaigns;

/// <summary>A review of standing grants: of each somebody who is answerable for its services says whether it is kept, narrowed or ended, and why.</summary>
public sealed record Campaign
{
    public required Guid Id { get; init; }

    /// <summary>Grows with each stored change: the optimistic lock.</summary>
    public int Version { get; init; } = 1;

    public required string Title { get; init; }

    public required Actor OpenedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Until when it should be decided. Nothing happens then by itself: it is said loudly.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Which grants it is about, as they stood when it was opened.</summary>
    public required CampaignFilter Filter { get; init; }

    /// <summary>The revision whose grants it is about.</summary>
    public required int Revision { get; init; }

    /// <summary>What it came to; null while it is open.</summary>
    public CampaignEnd? End { get; init; }

    public bool IsOpen => End is null;

    public bool IsOverdueAt(DateTimeOffset now) => IsOpen && DueAt <= now;
}
