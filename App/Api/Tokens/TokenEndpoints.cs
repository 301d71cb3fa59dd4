using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tokens;

namespace AccessConsole.Api.Tokens;

/// <summary>Tokens of pullers and automation: shown once, stored hashed, ended at once.</summary>
public static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/tokens").WithTags("Tokens").RequireAuthorization(Policies.Administer);
        group.MapPost("", CreateAsync).WithSummary("Makes a token; its text is in this answer and nowhere else");
        group.MapGet("", ListAsync).WithSummary("Tokens, without their texts");
        group.MapGet("/{id:guid}", GetAsync).WithSummary("One token, without its text");
        group.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Ends a token at once");
    }

    private static async Task<IResult> CreateAsync(TokenRequest body, HttpContext context, ITokenStore tokens, TokenCache cache, TimeProvider clock)
    {
        var user = context.AccessUser();
        var now = clock.GetUtcNow();
        var (token, problems) = body.Read(user, now);
        if (token is null)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the token cannot be made so: mend what `problems` lists", problems);
        if (Forbidden(user, token) is { } forbidden)
            return Problems.Forbidden(forbidden);
        var text = TokenText.Create(token.Kind);
        token = token with { Hash = TokenText.Hash(text), Prefix = TokenText.Shown(text) };
        await tokens.CreateAsync(token, Event(user, AuditActions.TokenCreated, token, now), context.RequestAborted);
        if (token.Kind == TokenKind.Puller)
            cache.Add(token);
        return TypedResults.Created($"/api/v1/tokens/{token.Id}", new CreatedTokenJson(token.Id, text));
    }

    private static async Task<IResult> ListAsync(Guid? after, int? limit, HttpContext context, ITokenStore tokens)
    {
        var size = Paging.Limit(limit);
        var found = await tokens.ListAsync(after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(TokenJson.Of));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, ITokenStore tokens) =>
        await tokens.FindAsync(id, context.RequestAborted) is { } token ? TypedResults.Ok(TokenJson.Of(token)) : Problems.NotFound("such token");

    private static async Task<IResult> RevokeAsync(Guid id, HttpContext context, ITokenStore tokens, TokenCache cache, TimeProvider clock)
    {
        var user = context.AccessUser();
        if (await tokens.FindAsync(id, context.RequestAborted) is not { } token)
            return Problems.NotFound("such token");
        if (Forbidden(user, token) is { } forbidden)
            return Problems.Forbidden(forbidden);
        var revoked = await tokens.RevokeAsync(id, Event(user, AuditActions.TokenRevoked, token, clock.GetUtcNow()), context.RequestAborted);
        cache.Revoke(id);
        return revoked ? TypedResults.NoContent() : Problems.Of(StatusCodes.Status409Conflict, "conflict", "the token was revoked already");
    }

    /// <summary>An admin of some environments makes tokens for those alone.</summary>
    private static string? Forbidden(ConsoleUser user, AccessToken token)
    {
        if (user.HasEverywhere(ConsoleRole.Admin))
            return null;
        var wanted = token.Environment is { } one ? [one] : token.Environments;
        return wanted.Count > 0 && wanted.All(e => user.Has(ConsoleRole.Admin, e)) ? null : "the token would reach environments where you are no admin";
    }

    private static AuditEvent Event(ConsoleUser user, string action, AccessToken token, DateTimeOffset now) => new(
        now, user.Actor, action, $"token/{token.Id}", new Dictionary<string, string?>
        {
            ["kind"] = token.Kind.ToString(),
            ["environment"] = token.Environment ?? string.Join(' ', token.Environments),
            ["target"] = token.Target?.Name(),
            ["service"] = token.Service,
            ["role"] = token.Role?.ToString(),
        });
}
