using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Api.Policy;

/// <summary>The whole policy, as a document or by what changes in it.</summary>
public static class PolicyEndpoints
{
    private const string Yaml = "application/yaml";

    public static void MapPolicy(this IEndpointRouteBuilder api)
    {
        // What is read is counted there, up to the document's own limit, which is above the server's.
        var group = api.MapGroup("/policy").WithTags("Policy").WithMetadata(new DisableRequestSizeLimitAttribute());
        group.MapGet("", GetAsync).WithSummary("The policy at the newest or a given revision, as YAML or JSON");
        group.MapPut("", PutAsync).RequireAuthorization(Policies.Edit).WithSummary("Makes a draft of a whole document, and publishes it with ?publish=true; with ?staged=true to the first stage of each environment that has stages");
        group.MapPatch("", PatchAsync).RequireAuthorization(Policies.Edit).WithSummary("Makes a draft of single objects put in and taken out, and publishes it with ?publish=true");
        group.MapPost("/check", CheckAsync).WithSummary("What a document or patch would change, with ?artefacts=true in engines' own configuration too; nothing is stored");
    }

    private static async Task<IResult> GetAsync(int? revision, HttpContext context, IPolicyStore store, LivePolicy live)
    {
        var state = live.Current;
        var wanted = revision ?? state.Revision;
        var document = wanted == state.Revision ? state.Policy.ToDocument() : (await store.LoadAsync(wanted, context.RequestAborted))?.Document;
        if (document is null)
            return Problems.NotFound($"revision {wanted}");
        context.Response.Headers.ETag = Preconditions.Tag(wanted);
        context.Response.Headers.Vary = "Accept";
        return WantsYaml(context.Request)
            ? Results.Text(PolicyPrinter.ToYaml(document), Yaml, Encoding.UTF8)
            : Results.Bytes(PolicyPrinter.ToJson(document), "application/json");
    }

    private static async Task<IResult> PutAsync(bool? publish, bool? staged, HttpContext context, PolicyChanges changes)
    {
        if (await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is not { } body)
            return TooLarge();
        if (!Preconditions.TryReadIfMatch(context.Request, out var expected))
            return Problems.BadRequest("If-Match is not a revision in quotes, such as \"42\"");
        return await changes.SubmitDocumentAsync(context.AccessUser(), body, RequestBody.FormatOf(context.Request), expected, PublishWishes.Of(publish, staged), context.RequestAborted);
    }

    private static async Task<IResult> PatchAsync(bool? publish, bool? staged, HttpContext context, PolicyChanges changes)
    {
        if (await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is not { } body)
            return TooLarge();
        if (!Preconditions.TryReadIfMatch(context.Request, out var expected))
            return Problems.BadRequest("If-Match is not a revision in quotes, such as \"42\"");
        return await changes.SubmitPatchAsync(context.AccessUser(), body, expected, PublishWishes.Of(publish, staged), context.RequestAborted);
    }

    private static async Task<IResult> CheckAsync(bool? artefacts, HttpContext context, PolicyChanges changes) =>
        await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is { } body
            ? await changes.CheckAsync(body, RequestBody.FormatOf(context.Request), artefacts ?? false, context.RequestAborted)
            : TooLarge();

    private static bool WantsYaml(HttpRequest request) => request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase);

    private static ProblemHttpResult TooLarge() =>
        Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", $"the document is larger than {PolicyReader.MaxBytes >> 20} MB");
}
