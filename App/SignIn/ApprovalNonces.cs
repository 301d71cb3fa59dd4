using AccessConsole.Core.Signing;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AccessConsole.SignIn;

/// <summary>Puts the change that somebody approves by signing in into the nonce of that sign-in, so that the identity provider signs it.</summary>
internal sealed class ApprovalNonces(IHttpContextAccessor requests) : OpenIdConnectProtocolValidator
{
    private static readonly object Key = new();

    /// <summary>Says what the sign-in that this request begins approves.</summary>
    public static void Announce(HttpContext context, string digest) => context.Items[Key] = digest;

    public override string GenerateNonce() =>
        requests.HttpContext?.Items[Key] is string digest ? ApprovalNonce.Of(base.GenerateNonce(), digest) : base.GenerateNonce();
}
