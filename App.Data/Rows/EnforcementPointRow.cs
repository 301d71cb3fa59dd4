using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>What one engine last reported.</summary>
public sealed class EnforcementPointRow
{
    public required Guid Id { get; init; }

    public required Guid TokenId { get; init; }

    public required string Name { get; init; }

    public required string Environment { get; init; }

    public required Target Target { get; init; }

    public string? Service { get; init; }

    public int? Revision { get; init; }

    /// <summary>The highest revision it ever reported; 0 while it reported none.</summary>
    public required int HighestRevision { get; init; }

    public DateTimeOffset? ActiveSince { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    public DateTimeOffset? PolledAt { get; init; }

    public string? Error { get; init; }

    public required bool IsReplayProtected { get; init; }

    public required ValueMap Labels { get; init; }

    public EnforcementPoint ToPoint() => new(
        Id, TokenId, Name, new BundleScope(Environment, Target, Service), Revision, ActiveSince, LastSeen, Error, IsReplayProtected, Labels, PolledAt);
}
