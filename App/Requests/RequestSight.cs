using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;

namespace AccessConsole.Requests;

/// <summary>A request at one moment, with all that follows from it.</summary>
public sealed record RequestSight
{
    public required GrantRequest Request { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset At { get; init; }

    public required RequestStanding Standing { get; init; }

    /// <summary>
    /// Of what waits for approval: exactly what would be opened, by the clock of this moment. Of access in force: what taking it back would close. Null for what
    /// is finished, and where something that it names is gone.
    /// </summary>
    public ChangeReview? Review { get; init; }

    /// <summary>Why there is no review of what is not finished.</summary>
    public string? Problem { get; init; }

    /// <summary>What an approval binds; null where nothing waits for one.</summary>
    public string? Digest { get; init; }

    /// <summary>The approvals that count.</summary>
    public ValueList<Approval> Counting { get; init; }

    /// <summary>How far each place is; empty where nothing waits for approval.</summary>
    public ImmutableArray<PlaceApproval> Places { get; init; } = [];

    /// <summary>Whether what the request became is what the policy says.</summary>
    public bool IsAsMade { get; init; }

    public bool AwaitsApproval => Digest is not null;
}
