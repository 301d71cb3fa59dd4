using Microsoft.Extensions.Options;

namespace AccessConsole.Signing.Remote;

/// <summary>Whether an approval must bring evidence of its own: a signer believes the identity provider, and not the console.</summary>
public sealed class ApprovalEvidence(IOptions<SigningOptions> options)
{
    public const string Remedy = "approvals are proved to the signer by a sign-in of their own: approve on the draft's page, where the identity provider is asked; demo people and API calls cannot";

    public bool IsNeeded => options.Value.Signer is not null;
}
