namespace AccessConsole.Tests.SignIn;

/// <summary>Where a provider keeps its endpoints, below its own address.</summary>
/// <param name="Issuer">What its tokens name as issuer.</param>
/// <param name="TellsGroupsOnlyOnAsking">Whether groups come from the userinfo endpoint and not in the ID token, as in Okta's code flow.</param>
/// <param name="IsHttps">Whether it answers by https, with a certificate of its own authority. Microsoft.Identity.Web trusts no other.</param>
public sealed record ProviderShape(string Issuer, string Discovery, string Authorize, string Token, string SignOut, string UserInfo, bool TellsGroupsOnlyOnAsking, bool IsHttps)
{
    public const string EntraTenant = "72f988bf-0000-4000-8000-000000000001";

    public static ProviderShape Okta { get; } = new(
        "", ".well-known/openid-configuration", "oauth2/v1/authorize", "oauth2/v1/token", "oauth2/v1/logout", "oauth2/v1/userinfo", TellsGroupsOnlyOnAsking: true, IsHttps: false);

    public static ProviderShape Entra { get; } = new(
        $"{EntraTenant}/v2.0", $"{EntraTenant}/v2.0/.well-known/openid-configuration", $"{EntraTenant}/oauth2/v2.0/authorize", $"{EntraTenant}/oauth2/v2.0/token",
        $"{EntraTenant}/oauth2/v2.0/logout", "oidc/userinfo", TellsGroupsOnlyOnAsking: false, IsHttps: true);
}
