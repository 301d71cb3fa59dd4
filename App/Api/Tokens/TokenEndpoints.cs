using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Tokens;

/// <summary>Tokens of pullers and automation: shown once, stored hashed, ended at once.</summary>
public static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/tokens").WithTags("Tokens").RequireAuthorization(Policies.Administer);
        group.MapPost("", CreateAsync).WithName("createToken")
            .WithSummary("Makes a token, whose text is in this answer and nowhere else, or registers a puller by its SPIFFE ID").Refuses(422);
        group.MapGet("", ListAsync).WithName("listTokens").WithSummary("Tokens, without their texts");
        group.MapGet("/{id:guid}", GetAsync).WithName("getToken").WithSummary("One token, without its text").Refuses(404);
        group.MapDelete("/{id:guid}", RevokeAsync).WithName("revokeToken").WithSummary("Ends a token at once").Refuses(404, 409);
    }

    private static async Task<ApiAnswer<Created<CreatedTokenJson>>> CreateAsync(TokenRequest body, HttpContext context, TokenIssuer issuer)
    {
        var issued = await issuer.CreateAsync(context.AccessUser(), body, context.RequestAborted);
        return issued switch
        {
            { Refusal: { } refusal } => Problems.Refused(refusal),
            { Token: { } token } => TypedResults.Created($"/api/v1/tokens/{token.Id}", new CreatedTokenJson(token.Id, issued.Text)),
            _ => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the token cannot be made so: mend what `problems` lists", issued.Problems),
        };
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<TokenJson>>>> ListAsync(
        [MaxLength(SearchText.MaxCharacters), Description("Only tokens in which each of these words stands: in the SPIFFE ID, the owner's name, a label (as team=payments), an environment or the service, or as the begin of the prefix.")] string? q,
        Guid? after, int? limit, HttpContext context, ITokenStore tokens)
    {
        if (SearchText.Problem(q) is { } tooLong)
            return Problems.BadRequest(tooLong);
        var size = Paging.Limit(limit);
        var found = await tokens.ListAsync(after, size, context.RequestAborted, q);
        Paging.Link(context, size, found.Count == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(TokenJson.Of));
    }

    private static async Task<ApiAnswer<Ok<TokenJson>>> GetAsync(Guid id, HttpContext context, ITokenStore tokens) =>
        await tokens.FindAsync(id, context.RequestAborted) is { } token ? TypedResults.Ok(TokenJson.Of(token)) : Problems.NotFound("such token");

    private static async Task<ApiAnswer<NoContent>> RevokeAsync(Guid id, HttpContext context, TokenIssuer issuer) =>
        await issuer.RevokeAsync(context.AccessUser(), id, context.RequestAborted) switch
        {
            { Found: false } => Problems.NotFound("such token"),
            { Refusal: { } refusal } => Problems.Refused(refusal),
            { Revoked: true } => TypedResults.NoContent(),
            _ => Problems.Of(StatusCodes.Status409Conflict, "conflict", "the token was revoked already"),
        };
}
