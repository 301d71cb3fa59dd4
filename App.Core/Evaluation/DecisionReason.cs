namespace AccessConsole.Core.Evaluation;

/// <summary>Why a request is allowed or denied, in the order in which reasons apply. Persisted and on the wire by name: do not rename.</summary>
public enum DecisionReason
{
    UnknownEnvironment,
    UnknownService,
    TokenInvalid,
    MissingClaim,
    AmbiguousIdentity,
    UnknownPrincipal,
    PathNotCanonical,
    MethodUnknown,
    DeniedByGrant,
    Granted,
    NotGoverned,
    NoGrant,

    /// <summary>May follow <see cref="Granted"/>, at enforcement points only.</summary>
    RateLimited,
}

public static class DecisionReasons
{
    /// <summary>The reason as the API and every engine spell it.</summary>
    public static string Name(this DecisionReason reason) => reason switch
    {
        DecisionReason.UnknownEnvironment => "unknown_environment",
        DecisionReason.UnknownService => "unknown_service",
        DecisionReason.TokenInvalid => "token_invalid",
        DecisionReason.MissingClaim => "missing_claim",
        DecisionReason.AmbiguousIdentity => "ambiguous_identity",
        DecisionReason.UnknownPrincipal => "unknown_principal",
        DecisionReason.PathNotCanonical => "path_not_canonical",
        DecisionReason.MethodUnknown => "method_unknown",
        DecisionReason.DeniedByGrant => "denied_by_grant",
        DecisionReason.Granted => "granted",
        DecisionReason.NotGoverned => "not_governed",
        DecisionReason.NoGrant => "no_grant",
        DecisionReason.RateLimited => "rate_limited",
    };
}
