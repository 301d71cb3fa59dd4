namespace AccessConsole.Tests.Engines.Equivalence;

/// <summary>What the comparison of one request came to.</summary>
/// <param name="Reason">The evaluator's.</param>
/// <param name="IsAllowed">What the engine decided.</param>
/// <param name="Code">Which residual or loss speaks of the request, where one does.</param>
/// <param name="Said">What each of both said, for people.</param>
internal sealed record Finding(Agreement Agreement, string Reason, bool IsAllowed, string? Code, string Said);

internal enum Agreement
{
    Same,

    /// <summary>The engine answers such requests by itself, before any rule of the policy; its coverage says so.</summary>
    OwnAnswer,

    /// <summary>The decisions differ, just as the hop's coverage names it.</summary>
    Named,

    Disagreement,
}
