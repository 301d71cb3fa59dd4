using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace AccessConsole.Tests.SignIn;

/// <summary>
/// A real OpenID Connect provider on a loopback port, shaped as Okta or as Entra: code flow, PKCE required, one confidential client. People choose who they
/// are on a page of its own and stay signed in there by a cookie, so that a second sign-in asks nothing unless it is told to.
/// </summary>
public sealed class LoopbackProvider : IAsyncDisposable
{
    public const string ClientId = "0oa1access";
    public const string ClientSecret = "secret-of-the-console";
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;
    private const string Cookie = "provider-person";

    private readonly CertificateForge authority = new("provider");
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "provider-key" };
    private readonly WebApplication app;
    private readonly ProviderShape shape;
    private readonly Dictionary<string, ProviderPerson> people;

    private LoopbackProvider(ProviderShape shape, IEnumerable<ProviderPerson> people)
    {
        (this.shape, this.people) = (shape, people.ToDictionary(p => p.Id));
        var port = FreePorts.Take();
        Address = $"{(shape.IsHttps ? "https" : "http")}://localhost:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen =>
        {
            if (shape.IsHttps)
                listen.UseHttps(authority.IssueServer("localhost"));
        }));
        builder.Services.AddOpenIddict().AddServer(server => Configure(server, new Uri($"{Address}/{shape.Issuer}")));
        app = builder.Build();
        Map();
    }

    public string Address { get; }

    /// <summary>Whom to trust for its certificate, in PEM.</summary>
    public string Authority => authority.Bundle;

    /// <summary>How often Graph was asked for somebody's groups.</summary>
    public int GraphCalls { get; private set; }

    public bool IsGraphDown { get; set; }

    /// <summary>What becomes of each ID token before the console gets it; null leaves it.</summary>
    public Func<ForgedIdToken, ForgedIdToken>? Forges { get; set; }

    /// <summary>What the last request to sign out said.</summary>
    public string? SignOutHint { get; private set; }

    public static async Task<LoopbackProvider> StartAsync(ProviderShape shape, params ProviderPerson[] people)
    {
        var provider = new LoopbackProvider(shape, people);
        await provider.app.StartAsync();
        await provider.WarmUpAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authority.Dispose();
    }

    /// <summary>Its first answers are slow on a busy machine, and the console waits ten seconds at most.</summary>
    private async Task WarmUpAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(Address) };
        foreach (var path in new[] { shape.Discovery, "keys" })
            await client.GetStringAsync(new Uri(path, UriKind.Relative));
    }

    private void Configure(OpenIddictServerBuilder server, Uri issuer)
    {
        // Degraded: without a store of clients, which the handlers below stand in for. Codes and tokens are protected all the same.
        server.EnableDegradedMode().SetIssuer(issuer)
            .SetConfigurationEndpointUris(shape.Discovery).SetJsonWebKeySetEndpointUris("keys").SetAuthorizationEndpointUris(shape.Authorize)
            .SetTokenEndpointUris(shape.Token).SetEndSessionEndpointUris(shape.SignOut).SetUserInfoEndpointUris(shape.UserInfo)
            .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().DisableAccessTokenEncryption()
            .RegisterScopes(Scopes.Profile, "groups", "User.Read")
            .AddEphemeralEncryptionKey().AddSigningKey(key);
        server.UseAspNetCore().DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableEndSessionEndpointPassthrough().EnableUserInfoEndpointPassthrough();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId || !context.RedirectUri!.EndsWith("/signin-oidc", StringComparison.Ordinal))
                context.Reject(Errors.InvalidClient);
            return default;
        }));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                context.Reject(Errors.InvalidClient);
            return default;
        }));
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
        {
            if (Forges is { } forge && context.Response.IdToken is { } token)
                context.Response.IdToken = forge(ForgedIdToken.Of(token, key)).Write();
            return default;
        }).SetOrder(int.MinValue));
        server.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(context => default));
    }

    private void Map()
    {
        app.MapGet($"/{shape.Authorize}", Authorize);
        app.MapPost($"/{shape.Token}", (Delegate)RedeemAsync);
        app.MapGet($"/{shape.SignOut}", SignOut);
        app.MapGet($"/{shape.UserInfo}", (Delegate)TellAsync);
        app.MapPost("/v1.0/me/getMemberGroups", AnswerGraph);
    }

    private IResult Authorize(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var remembered = request.HasPromptValue(PromptValues.Login) ? null : context.Request.Cookies[Cookie];
        if ((context.Request.Query["person"].FirstOrDefault() ?? remembered) is not { } id)
            return ChoosePerson(context.Request);
        if (id == "nobody")
            return Results.Forbid(authenticationSchemes: [Scheme]);
        context.Response.Cookies.Append(Cookie, id);
        // Who asks for an age is told when the person proved who they are: now, since nobody is remembered then.
        return Results.SignIn(PrincipalOf(people[id], request.GetScopes(), request.MaxAge is null ? null : DateTimeOffset.UtcNow), authenticationScheme: Scheme);
    }

    private IResult ChoosePerson(HttpRequest request)
    {
        var links = people.Keys.Append("nobody").Select(id => $"""<a data-person="{id}" href="{System.Net.WebUtility.HtmlEncode(request.QueryString + "&person=" + id)}">{id}</a>""");
        return Results.Content($"<!DOCTYPE html><title>Provider</title>{string.Concat(links)}", "text/html");
    }

    private ClaimsPrincipal PrincipalOf(ProviderPerson person, IEnumerable<string> scopes, DateTimeOffset? provenAt)
    {
        var identity = new ClaimsIdentity("provider", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, person.Id);
        foreach (var (name, value) in person.Claims)
            AddClaims(identity, name, value!);
        if (provenAt is { } at)
            identity.SetClaim(Claims.AuthenticationTime, at.ToUnixTimeSeconds());
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        principal.SetDestinations(claim => claim.Type == "groups" && shape.TellsGroupsOnlyOnAsking ? [Destinations.AccessToken] : [Destinations.AccessToken, Destinations.IdentityToken]);
        return principal;
    }

    private static void AddClaims(ClaimsIdentity identity, string name, JsonNode value)
    {
        if (value is JsonArray list)
            identity.SetClaims(name, [.. list.Select(item => item!.GetValue<string>())]);
        else if (value is JsonObject)
            identity.SetClaim(name, JsonSerializer.SerializeToElement(value));
        else if (value.GetValueKind() == JsonValueKind.Number)
            identity.SetClaim(name, value.GetValue<long>());
        else
            identity.SetClaim(name, value.GetValue<string>());
    }

    private static async Task<IResult> RedeemAsync(HttpContext context)
    {
        var code = await context.AuthenticateAsync(Scheme);
        return Results.SignIn(code.Principal!, authenticationScheme: Scheme);
    }

    private IResult SignOut(HttpContext context)
    {
        SignOutHint = context.Request.Query["id_token_hint"].FirstOrDefault() ?? "";
        context.Response.Cookies.Delete(Cookie);
        return Results.SignOut(authenticationSchemes: [Scheme]);
    }

    private async Task<IResult> TellAsync(HttpContext context)
    {
        var token = await context.AuthenticateAsync(Scheme);
        var person = people[token.Principal!.GetClaim(Claims.Subject)!];
        return Results.Json(new JsonObject { ["sub"] = person.Id, ["groups"] = person.Claims["groups"]?.DeepClone() });
    }

    private IResult AnswerGraph(HttpRequest request)
    {
        GraphCalls++;
        if (IsGraphDown || !request.Headers.Authorization.ToString().StartsWith("Bearer ey", StringComparison.Ordinal))
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var groups = people.Values.Single(p => p.GroupsBeyondToken is not null).GroupsBeyondToken;
        return Results.Json(new JsonObject { ["value"] = new JsonArray([.. groups!.Select(g => (JsonNode)g)]) });
    }
}
