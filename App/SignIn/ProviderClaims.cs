namespace AccessConsole.SignIn;

/// <summary>The claims of identity providers that the console reads.</summary>
internal static class ProviderClaims
{
    public const string Issuer = "iss";
    public const string Name = "name";
    public const string UserName = "preferred_username";
    public const string Groups = "groups";
    public const string AppRoles = "roles";

    /// <summary>When the person last proved who they are, in seconds since 1970: a sign-in without a password may be much younger.</summary>
    public const string AuthenticatedAt = "auth_time";

    /// <summary>Entra says here where claims are that did not fit into the token.</summary>
    public const string ClaimNames = "_claim_names";

    public const string HasGroups = "hasgroups";
}
