using AccessConsole.Core.Scopes;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Signing;

/// <summary>An identity provider whose ID tokens prove approvals, as the signer's own configuration and the provider's own keys have it.</summary>
/// <param name="Issuer">What its tokens name as issuer.</param>
/// <param name="ClientId">The console's client there: tokens for anybody else prove nothing here.</param>
/// <param name="GroupsClaim">The claim that lists the person's groups; <c>roles</c> is read beside it.</param>
/// <param name="Keys">The keys by which it signs ID tokens now.</param>
public sealed record ApprovalIssuer(string Issuer, string ClientId, string GroupsClaim, IReadOnlyCollection<SecurityKey> Keys)
{
    /// <summary>Whether tokens count that do not say when the person last proved who they are.</summary>
    public bool TakesTokensWithoutAuthTime { get; init; }
}

/// <summary>What an approval's token is held against besides its issuer.</summary>
/// <param name="Approvers">Where members of a group approve; a group that is not named gives nothing.</param>
/// <param name="Lifetime">How old a token may be.</param>
/// <param name="Skew">How far the clocks of this machine, the console's and the provider's may be apart.</param>
public sealed record ApprovalTrust(
    IReadOnlyCollection<ApprovalIssuer> Issuers, IReadOnlyDictionary<string, IReadOnlyList<RoleScope>> Approvers, TimeSpan Lifetime, TimeSpan Skew)
{
    /// <summary>How long before its token was issued the person must have proved who they are: whoever signed in by a session from this morning approved nothing.</summary>
    public static readonly TimeSpan ProofWindow = TimeSpan.FromMinutes(10);
}
