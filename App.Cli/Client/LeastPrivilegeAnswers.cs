using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>How grants were used: <c>GET /api/v1/least-privilege/grants</c>.</summary>
internal sealed record UseAnswer(WindowAnswer Window, int Unused, int Unproven, int Used, ImmutableArray<UsedGrantAnswer> Grants);

internal sealed record WindowAnswer(int Days, DateTimeOffset Since, bool ReachesBeginning, DateTimeOffset? Earliest = null);

internal sealed record UsedGrantAnswer(
    string Name, string State, long Count, int Heard, int FewestDays, ImmutableArray<SilentAnswer> Silent, long Lost, DateTimeOffset? LastUsed = null, DateTimeOffset? Since = null,
    ImmutableArray<SilentAnswer> Late = default, bool ChangedWithin = false);

internal sealed record SilentAnswer(string Environment, string Service, string? Engine = null);

/// <summary>What narrowing would do: <c>POST /api/v1/least-privilege/narrowing/check</c>.</summary>
internal sealed record NarrowingAnswer(bool OnlyCloses, ImmutableArray<NarrowedAnswer> Grants, ImmutableArray<string> Access, ReplayAnswer? Replay = null);

internal sealed record NarrowedAnswer(
    string Name, bool Ends, ImmutableArray<string> Methods, ImmutableArray<string> Paths, ImmutableArray<string> Permissions, long Kept, string? Stays = null, RefsAnswer? Refs = null);

internal sealed record RefsAnswer(ImmutableArray<string> Branches, ImmutableArray<string> Tags, ImmutableArray<string> NewBranches, ImmutableArray<string> NewTags);

internal sealed record ReplayAnswer(long Calls, long Denied, long NotAllowedToday, int Kinds, bool IsWhole, ImmutableArray<CallAnswer> Examples);

internal sealed record CallAnswer(string Environment, string Service, long Count, string? Principal = null, string? Method = null, string? Path = null);

/// <summary>Grants for refused calls: <c>GET /api/v1/least-privilege/proposals</c>.</summary>
internal sealed record ProposalsAnswer(bool HasMore, ImmutableArray<ProposalAnswer> Proposals);

internal sealed record ProposalAnswer(
    string Grant, string Principal, string Environment, string Service, ImmutableArray<string> Permissions, ImmutableArray<string> Branches, ImmutableArray<string> Tags, DateTimeOffset Expires, long Calls);

internal sealed record DraftedAnswer(Guid Draft, string Title);
