namespace AccessConsole.Buildkite;

/// <summary>How a listing went.</summary>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="Pipelines">How many pipelines were listed.</param>
public sealed record SyncOutcome(SyncKind Kind, string? Failure = null, int Pipelines = 0);

public enum SyncKind
{
    Listed,

    /// <summary>Nothing was stored but why.</summary>
    Failed,

    /// <summary>Another replica, or this one, is listing it already, or just did.</summary>
    Busy,

    /// <summary>There is no such connection, or no longer.</summary>
    NotFound,
}
