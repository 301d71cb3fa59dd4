using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>One approval of what a draft said from one of its versions on. Never changed: an edit leaves it behind.</summary>
public sealed class ApprovalRow
{
    public long Id { get; init; }

    public required Guid DraftId { get; init; }

    /// <summary>The draft's version that made the content which is approved.</summary>
    public required int ContentVersion { get; init; }

    public required Approval Approval { get; init; }
}
