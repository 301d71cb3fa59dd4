using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Changes;
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
        group.MapGet("", GetAsync).WithName("getPolicy")
            .WithSummary("The policy at the newest or a given revision, as YAML or JSON").Writes(PolicyComponents.Document, "application/json", Yaml).GivesETag("the revision").Refuses(404);
        group.MapPut("", PutAsync).WithName("putPolicy").RequireAuthorization(Policies.Edit)
            .WithSummary("Makes a draft of a whole document, and publishes it with ?publish=true; with ?staged=true to the first stage of each environment that has stages")
            .Reads(ReadBody.OfSchema(PolicyComponents.Document, Yaml, "application/json")).TakesIfMatch("the revision").RefusesChanges();
        group.MapPatch("", PatchAsync).WithName("patchPolicy").RequireAuthorization(Policies.Edit)
            .WithSummary("Makes a draft of single objects put in and taken out, and publishes it with ?publish=true").Reads(ReadBody.OfSchema(PolicyComponents.Patch))
            .TakesIfMatch("the revision").RefusesChanges();
        group.MapPost("/check", CheckAsync).WithName("checkPolicy")
            .WithSummary("What a document or patch would change, with ?artefacts=true in engines' own configuration too; nothing is stored")
            .Reads(ReadBody.OfSchema(PolicyComponents.DocumentOrPatch, "application/json", Yaml)).Refuses(422);
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

    private static async Task<ApiAnswer<Ok<SentChangeJson>>> PutAsync(
        [Description("Whether it is published; kept as a draft where it is left out.")] bool? publish,
        [Description("Whether it is published to the first stage of each environment that has stages.")] bool? staged,
        [MaxLength(ChangeTitle.MaxCharacters), Description("What the change is called, in one line: the draft's title and the revision's summary. What it does to access, in a sentence, where it is left out.")] string? title,
        HttpContext context, PolicyChanges changes)
    {
        if (ChangeTitle.Problem(title) is { } problem)
            return Problems.BadRequest(problem);
        if (await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is not { } body)
            return TooLarge();
        if (!Preconditions.TryReadIfMatch(context.Request, out var expected))
            return Problems.BadRequest("If-Match is not a revision in quotes, such as \"42\"");
        if (PublishWishes.Of(publish, staged) is not { } wish)
            return Problems.BadRequest(PublishWishes.StagedAlone);
        return await changes.SubmitDocumentAsync(context.AccessUser(), body, RequestBody.FormatOf(context.Request), expected, wish, title, context.RequestAborted);
    }

    private static async Task<ApiAnswer<Ok<SentChangeJson>>> PatchAsync(
        [Description("Whether it is published; kept as a draft where it is left out.")] bool? publish,
        [Description("Whether it is published to the first stage of each environment that has stages.")] bool? staged,
        [MaxLength(ChangeTitle.MaxCharacters), Description("What the change is called, in one line: the draft's title and the revision's summary. What it does to access, in a sentence, where it is left out.")] string? title,
        HttpContext context, PolicyChanges changes)
    {
        if (ChangeTitle.Problem(title) is { } problem)
            return Problems.BadRequest(problem);
        if (await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is not { } body)
            return TooLarge();
        if (!Preconditions.TryReadIfMatch(context.Request, out var expected))
            return Problems.BadRequest("If-Match is not a revision in quotes, such as \"42\"");
        if (PublishWishes.Of(publish, staged) is not { } wish)
            return Problems.BadRequest(PublishWishes.StagedAlone);
        return await changes.SubmitPatchAsync(context.AccessUser(), body, expected, wish, title, context.RequestAborted);
    }

    private static async Task<ApiAnswer<Ok<ReviewJson>>> CheckAsync(
        [Description("Whether the answer has what changes in engines' own configuration too.")] bool? artefacts,
        HttpContext context, PolicyChanges changes) =>
        await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is { } body
            ? await changes.CheckAsync(body, RequestBody.FormatOf(context.Request), artefacts ?? false, context.RequestAborted)
            : TooLarge();

    private static bool WantsYaml(HttpRequest request) => request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase);

    private static ProblemHttpResult TooLarge() =>
        Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", $"the document is larger than {PolicyReader.MaxBytes >> 20} MB");
}
