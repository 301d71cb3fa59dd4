using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.IssuerKeys;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.IssuerKeys;

/// <summary>The keys fetched from issuers, and the alarm when all of them changed at once.</summary>
public static class IssuerKeyEndpoints
{
    public static void MapIssuerKeys(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/issuer-keys").WithTags("Issuer keys");
        group.MapGet("", ListAsync).WithName("listIssuerKeys").WithSummary("Accepted and held key sets of identity providers");
        group.MapPost("/{provider}/accept", AcceptAsync).WithName("acceptIssuerKeys").RequireAuthorization(Policies.Administer).WithSummary("Takes a held set into force").Refuses(404);
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<IssuerKeySetJson>>>> ListAsync(HttpContext context, IIssuerKeyStore store, IssuerKeyRefresher refresher)
    {
        var accepted = await store.LoadAcceptedAsync(context.RequestAborted);
        var held = await store.LoadHeldAsync(context.RequestAborted);
        return TypedResults.Ok(accepted.Concat(held).Select(set => new IssuerKeySetJson(
            set.Provider, set.Issuer, set.Version, set.FetchedAt, set.IsHeld, [.. set.Keys.Keys.Select(k => k.Kid ?? "")],
            refresher.Failures.GetValueOrDefault(set.Provider))));
    }

    private static async Task<ApiAnswer<NoContent>> AcceptAsync([Description("The identity provider's name.")] string provider, HttpContext context, IssuerKeyRefresher refresher)
    {
        var user = context.AccessUser();
        if (!user.HasEverywhere(ConsoleRole.Admin))
            return Problems.Forbidden("accepting an issuer's keys takes effect everywhere: it needs the admin role everywhere");
        return await refresher.AcceptHeldAsync(user, provider, context.RequestAborted) ? TypedResults.NoContent() : Problems.NotFound("held key set of that provider");
    }
}

/// <summary>The keys that an identity provider's tokens are verified by, as they were last fetched.</summary>
/// <param name="Provider">The name of the identity provider.</param>
/// <param name="Issuer">The issuer whose keys they are.</param>
/// <param name="FetchedAt">When they were fetched.</param>
/// <param name="IsHeld">Kept out because every key changed at once.</param>
/// <param name="KeyIds">The ids of the keys.</param>
/// <param name="Failure">Why the last fetch failed; null where it did not.</param>
public sealed record IssuerKeySetJson(string Provider, string Issuer, int Version, DateTimeOffset FetchedAt, bool IsHeld, IReadOnlyList<string> KeyIds, string? Failure);
