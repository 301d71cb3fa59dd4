using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Webhooks;

/// <summary>Addresses that are told of events, and what came of it; for admins.</summary>
public static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(Policies.Administer);
        group.MapGet("", ListAsync).WithSummary("Webhooks, without their secrets").Produces<IReadOnlyList<WebhookJson>>();
        group.MapPost("", AddAsync).WithSummary("Adds a webhook; its secret is in this answer only").Produces<NewWebhookJson>(StatusCodes.Status201Created);
        group.MapGet("/{id:guid}", GetAsync).WithSummary("One webhook").Produces<WebhookJson>();
        group.MapPut("/{id:guid}/events", ChangeAsync).WithSummary("Changes what a webhook is told");
        group.MapPost("/{id:guid}/disable", DisableAsync).WithSummary("Stops telling; what is recorded meanwhile is not told later");
        group.MapPost("/{id:guid}/enable", EnableAsync).WithSummary("Goes on telling");
        group.MapPost("/{id:guid}/secret", ReplaceSecretAsync).WithSummary("Makes another secret; messages are signed by the former one too for a day").Produces<WebhookSecretJson>();
        group.MapPost("/{id:guid}/test", TestAsync).WithSummary("Sends a message now, and gives the error as it comes").Produces<WebhookTestJson>();
        group.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a webhook and wipes its secrets");
        group.MapGet("/{id:guid}/deliveries", DeliveriesAsync).WithSummary("Messages to a webhook, newest first; ?state=pending, delivered or dead").Produces<IReadOnlyList<WebhookDeliveryJson>>();
        group.MapPost("/{id:guid}/deliveries/{place:long}/resend", ResendAsync).WithSummary("Sends a message again, under the same id");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IWebhookStore store) =>
        Guarded(context) ?? TypedResults.Ok((await store.ListAsync(context.RequestAborted)).Select(WebhookJson.Of));

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, IWebhookStore store) =>
        Guarded(context) ?? (await store.FindAsync(id, context.RequestAborted) is { } webhook ? TypedResults.Ok(WebhookJson.Of(webhook)) : NotFound());

    private static async Task<IResult> AddAsync(WebhookRequest body, HttpContext context, WebhookAdministration webhooks)
    {
        var result = await webhooks.AddAsync(context.AccessUser(), body, context.RequestAborted);
        return Answer(result, w => TypedResults.Created($"/api/v1/webhooks/{w.Id}", new NewWebhookJson(w.Id, result.Secret!.ToString())));
    }

    private static async Task<IResult> ChangeAsync(Guid id, WebhookEventsJson body, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.ChangeEventsAsync(context.AccessUser(), id, body.Events, context.RequestAborted));

    private static async Task<IResult> DisableAsync(Guid id, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.DisableAsync(context.AccessUser(), id, context.RequestAborted));

    private static async Task<IResult> EnableAsync(Guid id, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.EnableAsync(context.AccessUser(), id, context.RequestAborted));

    private static async Task<IResult> RemoveAsync(Guid id, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.RemoveAsync(context.AccessUser(), id, context.RequestAborted));

    private static async Task<IResult> ReplaceSecretAsync(Guid id, HttpContext context, WebhookAdministration webhooks)
    {
        var result = await webhooks.ReplaceSecretAsync(context.AccessUser(), id, context.RequestAborted);
        return Answer(result, _ => TypedResults.Ok(new WebhookSecretJson(result.Secret!.ToString())));
    }

    private static async Task<IResult> TestAsync(Guid id, HttpContext context, WebhookAdministration webhooks)
    {
        var (result, failure) = await webhooks.TestAsync(context.AccessUser(), id, context.RequestAborted);
        return Answer(result, _ => TypedResults.Ok(new WebhookTestJson(failure is null, failure)));
    }

    private static async Task<IResult> DeliveriesAsync(Guid id, string? state, long? after, int? limit, HttpContext context, IWebhookStore store)
    {
        if (Guarded(context) is { } refused)
            return refused;
        DeliveryState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<DeliveryState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.BadRequest($"`state` is `{state}`: use pending, delivered or dead");
            wanted = parsed;
        }

        if (await store.FindAsync(id, context.RequestAborted) is null)
            return NotFound();
        var size = Paging.Limit(limit);
        var found = await store.ListDeliveriesAsync(id, wanted, after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Place : null);
        return TypedResults.Ok(found.Select(WebhookDeliveryJson.Of));
    }

    private static async Task<IResult> ResendAsync(Guid id, long place, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.ResendAsync(context.AccessUser(), id, place, context.RequestAborted));

    private static IResult? Guarded(HttpContext context) =>
        WebhookAdministration.MayManage(context.AccessUser()) ? null : Problems.Forbidden(WebhookAdministration.Objection);

    private static IResult Done(WebhookResult result) => Answer(result, _ => TypedResults.NoContent());

    private static IResult Answer(WebhookResult result, Func<Webhook, IResult> done) => result switch
    {
        { Refusal: { } refusal } => Problems.Forbidden(refusal),
        { Problems: { Count: > 0 } problems } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "that cannot be done so: mend what `problems` lists", problems),
        { Webhook: { } webhook } => done(webhook),
        _ => NotFound(),
    };

    private static ProblemHttpResult NotFound() => Problems.NotFound("such webhook, or no such message of it");
}
