using AccessConsole.Core.Requests;

namespace AccessConsole.Data.Rows;

/// <summary>One act on a request, in order. Never changed.</summary>
public sealed class RequestStepRow
{
    public required Guid RequestId { get; init; }

    /// <summary>From 0 without gaps: of two writers at once only one gets the next.</summary>
    public required int Number { get; init; }

    public required RequestStep Step { get; init; }
}
