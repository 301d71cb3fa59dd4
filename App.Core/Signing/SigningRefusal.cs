namespace AccessConsole.Core.Signing;

/// <param name="Message">A sentence for whoever publishes: lower-case, no final stop, says what was expected.</param>
public sealed record SigningRefusal(SigningRefusalKind Kind, string Message);

/// <summary>Every way in which the signer refuses. Travels by name: do not rename.</summary>
public enum SigningRefusalKind
{
    /// <summary>The request cannot be read.</summary>
    Malformed,

    /// <summary>It is not against what the signer has: older, newer, or another.</summary>
    Base,

    /// <summary>Its number is one that the signer gave out already, or below.</summary>
    Revision,

    /// <summary>Its instants are not those of this machine's clock.</summary>
    Time,

    /// <summary>The change has errors, or tests of the policy fail.</summary>
    Invalid,

    /// <summary>Approvals are missing, or do not prove what they should.</summary>
    Approvals,

    /// <summary>The kind of the publish does not cover what the patch does.</summary>
    Kind,

    /// <summary>Keys of an issuer are not the issuer's.</summary>
    IssuerKeys,
}
