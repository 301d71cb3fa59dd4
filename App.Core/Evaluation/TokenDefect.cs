namespace AccessConsole.Core.Evaluation;

/// <summary>What is wrong with a token, in the order in which it is looked for: the first that applies is reported.</summary>
public enum TokenDefect
{
    Malformed,
    Issuer,
    UnknownKey,
    Algorithm,
    Signature,
    Audience,
    Lifetime,
    NotYetValid,
    Expired,
}

public static class TokenDefects
{
    /// <summary>The defect as decisions spell it in their detail.</summary>
    public static string Name(this TokenDefect defect) => defect switch
    {
        TokenDefect.Malformed => "malformed",
        TokenDefect.Issuer => "issuer",
        TokenDefect.UnknownKey => "unknown_key",
        TokenDefect.Algorithm => "algorithm",
        TokenDefect.Signature => "signature",
        TokenDefect.Audience => "audience",
        TokenDefect.Lifetime => "lifetime",
        TokenDefect.NotYetValid => "not_yet_valid",
        TokenDefect.Expired => "expired",
    };
}
