using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Core.Signing;

/// <summary>
/// Decides whether an ID token proves that a person approved a change. What the console says of the person counts for nothing: who they are, when it was, and where
/// they approve comes from what their identity provider signed.
/// </summary>
public static class ApprovalTokens
{
    private const int MaxLength = 64 << 10;

    private const string AppRoles = "roles";
    private const string AuthTime = "auth_time";
    private const string UserName = "preferred_username";

    /// <returns>The approval, or why the token proves none; the reason names nobody whom the provider did not vouch for.</returns>
    public static ApprovalProof Verify(string token, string digest, ApprovalTrust trust, DateTimeOffset now)
    {
        if (Read(token) is not { } read)
            return ApprovalProof.No("an approval comes without an ID token that can be read");
        // Held against the very issuer below; where the signer never reached one it has its address alone, which may end otherwise.
        if (trust.Issuers.FirstOrDefault(i => i.Issuer.TrimEnd('/') == read.Issuer.TrimEnd('/')) is not { } issuer)
            return ApprovalProof.No($"an approval comes from `{read.Issuer}`, which is none of the signer's identity providers");
        if (issuer.Keys.Count == 0)
            return ApprovalProof.No($"the signer cannot fetch the keys of `{issuer.Issuer}`: let it reach that address, or pin the keys");
        if (Validate(read, issuer) is not { } claims)
            return ApprovalProof.No($"an approval's ID token is not one that `{issuer.Issuer}` signed for the client `{issuer.ClientId}`");
        var person = Person(read.Issuer, claims);
        if (person is null)
            return ApprovalProof.No($"an ID token of `{issuer.Issuer}` names no subject");
        if (!ApprovalNonce.Covers(claims.FindFirst(JwtRegisteredClaimNames.Nonce)?.Value, digest))
            return ApprovalProof.No($"{person.Name} signed in to approve something else than this change");
        if (Untimely(claims, issuer, trust, now) is { } untimely)
            return ApprovalProof.No($"{person.Name} {untimely}");
        ValueList<RoleScope> scopes = [.. Groups(claims, issuer).Where(trust.Approvers.ContainsKey).SelectMany(group => trust.Approvers[group]).Distinct()];
        return scopes.Count == 0
            ? ApprovalProof.No($"the ID token of {person.Name} names no group that the signer maps to approver: have the identity provider write groups into ID tokens, and Signer__Roles name them")
            : ApprovalProof.Of(new Approval(person, Instant(claims, JwtRegisteredClaimNames.Iat)!.Value, digest, Instant(claims, AuthTime) ?? Instant(claims, JwtRegisteredClaimNames.Iat)!.Value, null, scopes));
    }

    /// <summary>Names a token where the token itself is not to be shown: SHA-256, lower-case hex.</summary>
    public static string DigestOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static JsonWebToken? Read(string token)
    {
        try
        {
            var handler = new JsonWebTokenHandler { MaximumTokenSizeInBytes = MaxLength };
            return handler.CanReadToken(token) ? handler.ReadJsonWebToken(token) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private static ClaimsIdentity? Validate(JsonWebToken token, ApprovalIssuer issuer)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer.Issuer,
            ValidAudience = issuer.ClientId,
            IssuerSigningKeys = issuer.Keys,
            // A token by a shared secret would be one that the console can make by itself.
            ValidAlgorithms =
            [
                SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
                SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
            ],
            // It ended minutes after the sign-in, and a change is published days later: what is asked of its times is asked in `Untimely`.
            ValidateLifetime = false,
            RequireSignedTokens = true,
        };
        var handler = new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
        // Without a configuration to fetch there is nothing to wait for: the task is complete when it is returned.
        var result = handler.ValidateTokenAsync(token, parameters).GetAwaiter().GetResult();
        return result.IsValid ? result.ClaimsIdentity : null;
    }

    private static string? Untimely(ClaimsIdentity claims, ApprovalIssuer issuer, ApprovalTrust trust, DateTimeOffset now)
    {
        if (Instant(claims, JwtRegisteredClaimNames.Iat) is not { } issued)
            return "has an ID token that does not say when it was issued";
        if (issued > now + trust.Skew)
            return "has an ID token of the future: set the clocks right";
        if (issued < now - trust.Lifetime)
            return string.Create(CultureInfo.InvariantCulture, $"approved more than {trust.Lifetime.TotalDays:0.#} days ago: they must approve again");
        if (Instant(claims, AuthTime) is not { } proven)
            return issuer.TakesTokensWithoutAuthTime ? null : "has an ID token without `auth_time`, so that nobody knows whether they were asked: have the identity provider write it";
        if (proven > issued + trust.Skew)
            return "has an ID token whose `auth_time` is after its issue";
        return issued - proven > ApprovalTrust.ProofWindow + trust.Skew ? "did not prove who they are when they approved, but before" : null;
    }

    private static Actor? Person(string issuer, ClaimsIdentity claims)
    {
        // Names change hands and are only shown.
        if (ProviderSubject.Of(issuer, name => claims.FindFirst(name)?.Value) is not { } subject)
            return null;
        var shown = (claims.FindFirst(JwtRegisteredClaimNames.Name) ?? claims.FindFirst(UserName))?.Value;
        return new Actor(ActorKind.Person, issuer, subject, string.IsNullOrWhiteSpace(shown) ? subject : shown);
    }

    private static ImmutableHashSet<string> Groups(ClaimsIdentity claims, ApprovalIssuer issuer) =>
        [.. claims.Claims.Where(claim => claim.Type == issuer.GroupsClaim || claim.Type == AppRoles).Select(claim => claim.Value)];

    private static DateTimeOffset? Instant(ClaimsIdentity claims, string name) =>
        long.TryParse(claims.FindFirst(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}

/// <summary>An approval that was proved, or why it was not.</summary>
public sealed record ApprovalProof
{
    private ApprovalProof(Approval? approval, string? reason) => (Approval, Reason) = (approval, reason);

    /// <summary>Null where nothing was proved.</summary>
    public Approval? Approval { get; }

    public string? Reason { get; }

    internal static ApprovalProof Of(Approval approval) => new(approval, null);

    internal static ApprovalProof No(string reason) => new(null, reason);
}
