using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;
using AccessConsole.Core.Signing;
using AccessConsole.Tests.Support;
using Microsoft.IdentityModel.Tokens;

namespace AccessConsole.Tests.Core.Signing;

/// <summary>ID tokens of approvers, and what a signer holds them against.</summary>
internal static class ApprovalForge
{
    public const string Client = "0oa1access";
    public static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    public static ApprovalIssuer Issuer { get; } = new(TokenForge.Issuer, Client, "groups", KeysOf(TokenForge.Shared.Keys));

    public static ApprovalTrust Trust { get; } = new(
        [Issuer],
        new Dictionary<string, IReadOnlyList<RoleScope>> { ["approvers"] = [RoleScope.Everywhere], ["payments"] = [RoleScope.Parse("production,team=payments")] },
        TimeSpan.FromDays(14), TimeSpan.FromMinutes(1));

    /// <summary>What the provider says of somebody who approves a change now.</summary>
    public static JsonObject Claims(string subject, string digest, string group = "approvers") => new()
    {
        ["iss"] = TokenForge.Issuer,
        ["aud"] = Client,
        ["sub"] = subject,
        ["name"] = $"{subject} of the provider",
        ["nonce"] = ApprovalNonce.Of("639000000000000000.random", digest),
        ["iat"] = Now.AddMinutes(-10).ToUnixTimeSeconds(),
        ["exp"] = Now.AddMinutes(-5).ToUnixTimeSeconds(),
        ["auth_time"] = Now.AddMinutes(-11).ToUnixTimeSeconds(),
        ["groups"] = new JsonArray("everyone", group),
    };

    public static string Token(string subject, string digest, string group = "approvers") => TokenForge.Shared.Sign(Claims(subject, digest, group));

    private static SecurityKey[] KeysOf(JwkSet set) =>
        [.. new JsonWebKeySet(new JsonObject { ["keys"] = JsonSerializer.SerializeToNode(set.Keys.ToArray(), JsonSerializerOptions.Web) }.ToJsonString()).GetSigningKeys()];
}
