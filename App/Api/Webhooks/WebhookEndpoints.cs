using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace AccessConsole.Api.Webhooks;

/// <summary>Addresses that are told of events, and what came of it; for admins.</summary>
public static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(Policies.Administer);
        group.MapGet("", ListAsync).WithName("listWebhooks").WithSummary("Webhooks, without their secrets");
        group.MapPost("", AddAsync).WithName("addWebhook").WithSummary("Adds a webhook; its secret is in this answer only").Refuses(404, 422);
        group.MapGet("/{id:guid}", GetAsync).WithName("getWebhook").WithSummary("One webhook").Refuses(404);
        group.MapPut("/{id:guid}/events", ChangeAsync).WithName("changeWebhookEvents").WithSummary("Changes what a webhook is told").Refuses(404, 422);
        group.MapPost("/{id:guid}/disable", DisableAsync).WithName("disableWebhook").WithSummary("Stops telling; what is recorded meanwhile is not told later").Refuses(404, 422);
        group.MapPost("/{id:guid}/enable", EnableAsync).WithName("enableWebhook").WithSummary("Goes on telling").Refuses(404, 422);
        group.MapPost("/{id:guid}/secret", ReplaceSecretAsync).WithName("replaceWebhookSecret")
            .WithSummary("Makes another secret; messages are signed by the former one too for a day").Refuses(404, 422);
        group.MapPost("/{id:guid}/test", TestAsync).WithName("testWebhook").WithSummary("Sends a message now, and gives the error as it comes").Refuses(404, 422);
        group.MapDelete("/{id:guid}", RemoveAsync).WithName("removeWebhook").WithSummary("Removes a webhook and wipes its secrets").Refuses(404, 422);
        group.MapGet("/{id:guid}/deliveries", DeliveriesAsync).WithName("listWebhookDeliveries")
            .WithSummary("Messages to a webhook, newest first; ?state=pending, delivered or dead").Refuses(404);
        group.MapPost("/{id:guid}/deliveries/{place:long}/resend", ResendAsync).WithName("resendWebhookDelivery").WithSummary("Sends a message again, under the same id").Refuses(404, 422);
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<WebhookJson>>>> ListAsync(HttpContext context, IWebhookStore store) =>
        Guarded(context) is { } refused ? refused : TypedResults.Ok((await store.ListAsync(context.RequestAborted)).Select(WebhookJson.Of));

    private static async Task<ApiAnswer<Ok<WebhookJson>>> GetAsync(Guid id, HttpContext context, IWebhookStore store) =>
        Guarded(context) is { } refused ? refused
        : await store.FindAsync(id, context.RequestAborted) is { } webhook ? TypedResults.Ok(WebhookJson.Of(webhook))
        : NotFound();

    private static async Task<ApiAnswer<Created<NewWebhookJson>>> AddAsync(WebhookRequest body, HttpContext context, WebhookAdministration webhooks)
    {
        var result = await webhooks.AddAsync(context.AccessUser(), body, context.RequestAborted);
        return Answer(result, w => TypedResults.Created($"/api/v1/webhooks/{w.Id}", new NewWebhookJson(w.Id, result.Secret!.ToString())));
    }

    private static async Task<ApiAnswer<NoContent>> ChangeAsync(Guid id, WebhookEventsJson body, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.ChangeEventsAsync(context.AccessUser(), id, body.Events, context.RequestAborted));

    private static async Task<ApiAnswer<NoContent>> DisableAsync(Guid id, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.DisableAsync(context.AccessUser(), id, context.RequestAborted));

    private static async Task<ApiAnswer<NoContent>> EnableAsync(Guid id, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.EnableAsync(context.AccessUser(), id, context.RequestAborted));

    private static async Task<ApiAnswer<NoContent>> RemoveAsync(Guid id, HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.RemoveAsync(context.AccessUser(), id, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<WebhookSecretJson>>> ReplaceSecretAsync(Guid id, HttpContext context, WebhookAdministration webhooks)
    {
        var result = await webhooks.ReplaceSecretAsync(context.AccessUser(), id, context.RequestAborted);
        return Answer(result, _ => TypedResults.Ok(new WebhookSecretJson(result.Secret!.ToString())));
    }

    private static async Task<ApiAnswer<Ok<WebhookTestJson>>> TestAsync(Guid id, HttpContext context, WebhookAdministration webhooks)
    {
        var (result, failure) = await webhooks.TestAsync(context.AccessUser(), id, context.RequestAborted);
        return Answer(result, _ => TypedResults.Ok(new WebhookTestJson(failure is null, failure)));
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<WebhookDeliveryJson>>>> DeliveriesAsync(
        Guid id,
        [AllowedValues("pending", "delivered", "dead"), Description("Only messages in this state.")] string? state,
        long? after, int? limit, HttpContext context, IWebhookStore store)
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

    private static async Task<ApiAnswer<NoContent>> ResendAsync(
        Guid id,
        [Description("The message's place, as the list has it.")] long place,
        HttpContext context, WebhookAdministration webhooks) =>
        Done(await webhooks.ResendAsync(context.AccessUser(), id, place, context.RequestAborted));

    private static ForbiddenResult? Guarded(HttpContext context) =>
        WebhookAdministration.MayManage(context.AccessUser()) ? null : Problems.Forbidden(WebhookAdministration.Objection);

    private static ApiAnswer<NoContent> Done(WebhookResult result) => Answer(result, _ => TypedResults.NoContent());

    private static ApiAnswer<T> Answer<T>(WebhookResult result, Func<Webhook, T> done)
        where T : IResult, IEndpointMetadataProvider => result switch
        {
            { Refusal: { } refusal } => Problems.Refused(refusal),
            { Problems: { Count: > 0 } problems } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "that cannot be done so: mend what `problems` lists", problems),
            { Webhook: { } webhook } => done(webhook),
            _ => NotFound(),
        };

    private static ProblemHttpResult NotFound() => Problems.NotFound("such webhook, or no such message of it");
}
