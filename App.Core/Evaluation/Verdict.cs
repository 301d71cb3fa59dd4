using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Evaluation;

/// <summary>A decision as it is made, without a byte allocated; <see cref="ToDecision"/> is what is handed out.</summary>
/// <param name="Grant">The ordinally first of the grants that decided; null where none did.</param>
/// <param name="Detail">What exactly was wrong, where the reason leaves that open.</param>
/// <param name="Mode">Null where there is no such deployment.</param>
/// <param name="Principal">Whom the credentials name; null for nobody that the policy knows, and where the decision does not rest on it.</param>
/// <param name="Widest">Of the grants that allow it, the one that limits least; null where none does.</param>
public readonly record struct Verdict(
    DecisionReason Reason, Grant? Grant = null, string? Detail = null, Mode? Mode = null, Principal? Principal = null, Grant? Widest = null)
{
    /// <summary>How often an enforcement point lets what was granted pass; null for no limit. Asked of the grant only here: to look into it would cost each decision a cache miss.</summary>
    public RateLimit? Limit => Widest?.RateLimit;

    public Effect Effect => Reason is DecisionReason.Granted or DecisionReason.NotGoverned ? Effect.Allow : Effect.Deny;

    public Decision ToDecision() => new(Effect, Reason, Grant?.Name, Detail, Mode);
}
