namespace AccessConsole.SignIn;

/// <summary>Section <c>Authentication</c>: who may sign in and as what.</summary>
public sealed class SignInOptions
{
    public const string Section = "Authentication";

    /// <summary>Offers demo people; Development on loopback only. On by default there.</summary>
    public bool? DemoPeople { get; set; }

    /// <summary>Sign-in through Entra ID: the section Microsoft.Identity.Web reads (<c>Instance</c>, <c>TenantId</c>, <c>ClientId</c>, …).</summary>
    public const string EntraSection = "Authentication:Entra";

    /// <summary>Sign-in through Okta or any other OpenID Connect issuer.</summary>
    public OpenIdSettings? OpenId { get; set; }

    /// <summary>Microsoft Graph, asked for the groups of people who are in more than fit into Entra's token. National clouds have their own.</summary>
    public string GraphEndpoint { get; set; } = "https://graph.microsoft.com";

    /// <summary>Groups or app roles → role, such as <c>sec-admins</c> → <c>Admin</c> or <c>shop-editors</c> → <c>Editor@staging</c>.</summary>
    public IDictionary<string, string> Roles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Whether a sign-in for which the provider was told to ask for the person's proof counts as one although its token does not say when they gave it (<c>auth_time</c>): for a provider that has no
    /// such claim. Whoever finds a browser unlocked can then approve in its person's name.
    /// </summary>
    public bool TakesTokensWithoutAuthTime { get; set; }

    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(8);
}

public sealed class OpenIdSettings
{
    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>The claim that lists the person's groups.</summary>
    public string GroupsClaim { get; set; } = "groups";
}
