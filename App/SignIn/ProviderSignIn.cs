using System.Security.Claims;
using AccessConsole.Outbound;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Identity.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AccessConsole.SignIn;

/// <summary>Sign-in by the organisation's identity provider: Entra, or Okta and any other OpenID Connect issuer. Code flow with PKCE in both.</summary>
internal static class ProviderSignIn
{
    private const string IdToken = "id_token";

    /// <summary>What a cookie may carry of the provider's token besides the session; a larger one is only needed to sign out without being asked.</summary>
    private const int MaxKeptIdToken = 2_500;

    public static void AddProvider(this AuthenticationBuilder authentication, IConfiguration configuration, IHostEnvironment host)
    {
        var entra = configuration.GetSection(SignInOptions.EntraSection);
        var openId = configuration.GetSection(SignInOptions.Section).Get<SignInOptions>()?.OpenId;
        if (entra.Exists())
        {
            // Microsoft.Identity.Web brings the session cookie along.
            authentication.AddMicrosoftIdentityWebApp(entra);
            authentication.Services.AddSingleton<EntraGroups>();
            authentication.Services.AddOptions<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme)
                .Configure<SessionStart, EntraGroups, IHttpContextAccessor>((options, start, groups, requests) =>
                {
                    options.Scope.Add(EntraGroups.Scope);
                    options.Events.OnTokenValidated += context => AddGroupsLeftOutAsync(context, groups);
                    UseCodeFlow(options, start, requests, host);
                })
                // Microsoft.Identity.Web puts in a handler of its own, which renames claims whatever the options say.
                .PostConfigure(options => options.TokenHandler = new JsonWebTokenHandler { MapInboundClaims = false });
            return;
        }

        authentication.AddCookie();
        if (openId is null)
            return;
        authentication.AddOpenIdConnect(options =>
        {
            options.Authority = openId.Authority;
            options.ClientId = openId.ClientId;
            options.ClientSecret = openId.ClientSecret;
            options.Scope.Add("groups");
            // Okta leaves groups out of the ID token of a code flow and tells them here.
            options.GetClaimsFromUserInfoEndpoint = true;
            options.ClaimActions.MapJsonKey(openId.GroupsClaim, openId.GroupsClaim);
            options.Events.OnTokenValidated += KeepIdToken;
        });
        authentication.Services.AddOptions<OpenIdConnectOptions>(OpenIdConnectDefaults.AuthenticationScheme)
            .Configure<SessionStart, IHttpContextAccessor>((options, start, requests) => UseCodeFlow(options, start, requests, host));
    }

    /// <summary>Where the configured provider is; null where none is.</summary>
    public static string? OriginOf(IConfiguration configuration)
    {
        var entra = configuration.GetSection(SignInOptions.EntraSection);
        var address = entra.Exists() ? entra["Instance"] ?? "https://login.microsoftonline.com" : configuration[$"{SignInOptions.Section}:OpenId:Authority"];
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : null;
    }

    private static void UseCodeFlow(OpenIdConnectOptions options, SessionStart start, IHttpContextAccessor requests, IHostEnvironment host)
    {
        options.ProtocolValidator = new ApprovalNonces(requests) { RequireStateValidation = options.ProtocolValidator.RequireStateValidation, NonceLifetime = options.ProtocolValidator.NonceLifetime };
        // Of handlers that are added to one another only the last is waited for, which must be the one that asks for groups.
        var validated = options.Events.OnTokenValidated;
        options.Events.OnTokenValidated = context =>
        {
            ApprovalBySignIn.KeepToken(context);
            return validated(context);
        };
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.ClaimActions.Remove(ProviderClaims.Issuer);
        options.RequireHttpsMetadata = !host.IsDevelopment();
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.SignedOutRedirectUri = "/signin";
        options.Events.OnTicketReceived += start.OfProviderAsync;
        options.Events.OnRemoteFailure += start.FailedAsync;
    }

    private static async Task AddGroupsLeftOutAsync(TokenValidatedContext context, EntraGroups groups)
    {
        if (!EntraGroups.AreLeftOut(context.Principal!))
            return;
        if (context.TokenEndpointResponse?.AccessToken is not { } accessToken)
        {
            context.Fail("the identity provider leaves groups out of its token and gave no access token to ask for them");
            return;
        }

        try
        {
            var ids = await groups.FetchAsync(accessToken, context.HttpContext.RequestAborted);
            context.Principal!.AddIdentity(new ClaimsIdentity(ids.Select(id => new Claim(ProviderClaims.Groups, id))));
        }
        catch (OutboundException e)
        {
            context.Fail(e);
        }
    }

    /// <summary>Okta signs out only by the token that it signed in with.</summary>
    private static Task KeepIdToken(TokenValidatedContext context)
    {
        if (context.TokenEndpointResponse?.IdToken is { Length: <= MaxKeptIdToken } token)
            context.Properties!.StoreTokens([new AuthenticationToken { Name = IdToken, Value = token }]);
        return Task.CompletedTask;
    }
}
