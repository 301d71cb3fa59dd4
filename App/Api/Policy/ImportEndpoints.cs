using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using AccessConsole.Api.Describing;
using AccessConsole.Components.Pages.Grants;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Api.Policy;

/// <summary>Files of objects that are put into a draft by their names, and objects as such files.</summary>
public static class ImportEndpoints
{
    private const string CsvType = "text/csv";

    private static readonly ReadBody ImportBody = ReadBody.OfSchema(PolicyComponents.Document, "application/yaml", "application/json") with { TextTypes = [CsvType] };

    public static void MapImport(this IEndpointRouteBuilder api)
    {
        // What is read is counted there.
        var group = api.MapGroup("/policy").WithTags("Policy").WithMetadata(new DisableRequestSizeLimitAttribute());
        group.MapPost("/import", ImportAsync).WithName("importPolicy").RequireAuthorization(Policies.Edit)
            .WithSummary("Makes a draft of a file's objects, put in by their names: CSV of ?kind=grants, pipelines, workloads or services, or a YAML or JSON document, of which ?removeMissing=true removes what it lacks")
            .Reads(ImportBody).TakesIfMatch("the revision").RefusesChanges();
        group.MapPost("/import/check", CheckAsync).WithName("checkImport")
            .WithSummary("What an import would do; nothing is stored").Reads(ImportBody).TakesIfMatch("the revision").Refuses(412, 422);
        group.MapGet("/export", ExportAsync).WithName("exportPolicy")
            .WithSummary("The objects in force of ?kind= as CSV that imports as itself; grants by the filters of the Grants page").GivesFile(CsvType);
    }

    private static Task<ApiAnswer<Ok<ImportJson>>> ImportAsync(
        [AllowedValues("grants", "pipelines", "workloads", "services"), Description("What a CSV file lists; left out for a document.")] string? kind,
        [Description("Whether what a document lacks is removed, of the kinds that it holds.")] bool? removeMissing,
        HttpContext context, ImportWorkflow imports, LivePolicy live) =>
        AnswerAsync(context, live, kind, removeMissing, async (request, preview) =>
        {
            if (preview.Plan is { HasErrors: false, Patch.IsEmpty: true })
                return TypedResults.Ok(ImportJson.Of(preview, null));
            var result = await imports.DraftAsync(context.AccessUser(), preview, request.Kind, context.RequestAborted);
            return result.Draft is { } draft ? TypedResults.Ok(ImportJson.Of(preview, draft.Id)) : result.Refusal!.ToProblem();
        });

    private static Task<ApiAnswer<Ok<ImportJson>>> CheckAsync(
        [AllowedValues("grants", "pipelines", "workloads", "services"), Description("What a CSV file lists; left out for a document.")] string? kind,
        [Description("Whether what a document lacks is removed, of the kinds that it holds.")] bool? removeMissing,
        HttpContext context, LivePolicy live) =>
        AnswerAsync(context, live, kind, removeMissing, (_, preview) => Task.FromResult<ApiAnswer<Ok<ImportJson>>>(preview.Plan.HasErrors
            ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the file has errors: mend what `problems` lists", preview.Plan.Problems)
            : TypedResults.Ok(ImportJson.Of(preview, null))));

    private static async Task<ApiAnswer<Ok<ImportJson>>> AnswerAsync(HttpContext context, LivePolicy live, string? kind, bool? removesMissing, Func<ImportRequest, ImportPreview, Task<ApiAnswer<Ok<ImportJson>>>> answer)
    {
        if (await RequestBody.ReadAsync(context.Request, ImportFile.MaxBytes) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", $"the file is larger than {ImportFile.MaxBytes >> 20} MB");
        if (!Preconditions.TryReadIfMatch(context.Request, out var expected))
            return Problems.BadRequest("If-Match is not a revision in quotes, such as \"42\"");
        if (expected is { } seen && !live.Current.IsBase(seen))
            return Problems.Of(StatusCodes.Status412PreconditionFailed, "base_moved", $"If-Match names revision {seen}, and {live.Current.Revision} is the newest: see what the file would do to that");
        var isCsv = context.Request.ContentType?.Contains("csv", StringComparison.OrdinalIgnoreCase) == true;
        if (isCsv && KindOf(kind) is null)
            return UnknownKind();
        if (isCsv && removesMissing == true)
            return Problems.BadRequest("a CSV file removes nothing: leave `removeMissing` out, or send a document");
        var request = new ImportRequest(body, isCsv ? KindOf(kind) : null, RequestBody.FormatOf(context.Request), removesMissing ?? false);
        return await answer(request, context.RequestServices.GetRequiredService<ImportWorkflow>().Preview(request));
    }

    private static async Task<IResult> ExportAsync([AsParameters] ExportParameters asked, HttpContext context, LivePolicy live, IAuditLog audit, TimeProvider clock)
    {
        if (KindOf(asked.Kind) is not { } kind)
            return UnknownKind();
        var state = live.Current;
        var now = clock.GetUtcNow();
        var filter = new GrantFilter(asked.Grants, now);
        PolicyObject[] objects = [.. state.Policy.Objects.OfKind(kind).Where(o => o is not Grant grant || filter.Matches(grant))];
        await audit.AppendAsync(Exported(context.AccessUser(), kind, state.Revision, context.Request, objects.Length, now), context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind.DocumentKey()}-revision-{state.Revision}.csv");
        return Results.Stream(stream => WriteAsync(stream, kind, objects, context.RequestAborted), $"{CsvType}; charset=utf-8", name);
    }

    private static AuditEvent Exported(ConsoleUser user, PolicyKind kind, int revision, HttpRequest request, int objects, DateTimeOffset now) => new(
        now, user.Actor, AuditActions.Exported, $"revision/{revision.ToString(CultureInfo.InvariantCulture)}",
        new Dictionary<string, string?>
        {
            ["what"] = kind.DocumentKey(),
            ["filter"] = request.QueryString.Value,
            ["rows"] = objects.ToString(CultureInfo.InvariantCulture),
        });

    private static async Task WriteAsync(Stream stream, PolicyKind kind, IEnumerable<PolicyObject> objects, CancellationToken cancellationToken)
    {
        // The mark tells spreadsheets that the text is UTF-8.
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(CsvFile.Header(kind).AsMemory(), cancellationToken);
        foreach (var value in objects)
            await writer.WriteAsync(CsvFile.Rows(value).AsMemory(), cancellationToken);
    }

    private static PolicyKind? KindOf(string? name) => CsvFile.Kinds.Where(k => k.DocumentKey() == name).Select(k => (PolicyKind?)k).FirstOrDefault();

    private static ProblemHttpResult UnknownKind() =>
        Problems.BadRequest($"say `kind` as one of {string.Join(", ", CsvFile.Kinds.Select(k => k.DocumentKey()))}: anything else comes and goes as a document");
}
