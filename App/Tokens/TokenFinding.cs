namespace AccessConsole.Tokens;

/// <summary>What became of a look-up.</summary>
/// <param name="Token">The live token; null where there is none.</param>
/// <param name="Absence">Why there is none; says nothing beside a token.</param>
public readonly record struct TokenFinding(LiveToken? Token, TokenAbsence Absence = TokenAbsence.Refused);

/// <summary>Why a look-up brought no token.</summary>
public enum TokenAbsence
{
    /// <summary>There is no such live token.</summary>
    Refused,

    /// <summary>There might be one, but too many unknown tokens are being asked for right now.</summary>
    Throttled,

    /// <summary>There might be one, but no memory has it and the store does not answer.</summary>
    Unknowable,

    /// <summary>The client's certificate does not verify, or is of no SPIFFE ID of the trust domain.</summary>
    BadCertificate,

    /// <summary>Token and certificate are both good, and for different scopes.</summary>
    Contradiction,
}
