namespace AccessConsole.Core.Signing;

/// <summary>
/// Why a revision is to be signed, which decides what it may do. Another kind is a member here and a rule in <see cref="SigningRules"/>; what the signer does not
/// know it does not sign. Travels by name: do not rename.
/// </summary>
public enum SigningKind
{
    /// <summary>A change of the policy, with the approvals that the base's and the change's environments ask for.</summary>
    Change,

    /// <summary>Denies of everything, which need no approval because they let nobody in.</summary>
    Emergency,

    /// <summary>The same policy, as of a later instant.</summary>
    Boundary,

    /// <summary>The same policy with present keys of issuers.</summary>
    IssuerKeys,

    /// <summary>The same policy, signed by keys that came since; tombstones of what is gone included.</summary>
    Anew,
}
