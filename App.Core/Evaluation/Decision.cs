using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation;

/// <summary>The answer for one request.</summary>
/// <param name="Grant">The ordinally first of the grants that decided; null where none did.</param>
/// <param name="Detail">What exactly was wrong, such as the token's defect or the claim to ask for.</param>
/// <param name="Mode">The deployment's mode; null where there is no such deployment. In shadow mode an enforcing output lets everything pass.</param>
public sealed record Decision(Effect Effect, DecisionReason Reason, string? Grant = null, string? Detail = null, Mode? Mode = null)
{
    /// <summary>For a denial that was asked to explain itself: up to five nearest grants.</summary>
    public ValueList<NearMiss> Near { get; init; }

    public bool IsAllowed => Effect == Effect.Allow;
}

/// <summary>A grant that nearly allowed the request.</summary>
/// <param name="Failed">The first condition that failed: branch, tag, source, queue, cluster, step, valid_from, expires, method, path or principal.</param>
public sealed record NearMiss(string Grant, string Failed, string Detail);
