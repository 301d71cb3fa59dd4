using System.Globalization;
using System.Text;
using AccessConsole.Core.Import.Requests;
using AccessConsole.Core.Model;
using AccessConsole.Exploring;
using AccessConsole.SignIn;
using AccessConsole.Uploads;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Components.Pages.Simulator;

/// <summary>Takes files of requests for the simulator, and gives back what was decided as CSV.</summary>
internal static class ManyEndpoints
{
    public const string Upload = ManyQuery.Path + "/upload";
    public const string Download = ManyQuery.Path + "/decisions.csv";

    public static void MapManyRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Upload, TakeAsync).RequireAuthorization(Policies.Read).WithMetadata(new RequestSizeLimitAttribute(SentFile.FormBytes(RequestFile.MaxBytes))).ExcludeFromDescription();
        routes.MapGet(Download, GiveAsync).RequireAuthorization(Policies.Read).ExcludeFromDescription();
    }

    private static async Task<RedirectHttpResult> TakeAsync(HttpContext context, IAntiforgery antiforgery, RequestShelf shelf)
    {
        var (sent, refusal) = await SentFile.TakeAsync(context, antiforgery, RequestFile.MaxBytes);
        if (sent is null)
            return TypedResults.LocalRedirect(Addresses.Of(ManyQuery.Path, ("refused", refusal)));
        var upload = shelf.Put(SessionClaims.ToUser(context.User)!.Actor.Person, sent.Name, new SentRequests(RequestFile.Read(sent.Text), sent.Text.Length));
        var revision = sent.Form["revision"].ToString().Trim();
        return TypedResults.LocalRedirect(new ManyQuery { Upload = upload.Id, Revision = ManyQuery.NumberOf(revision) is null ? "" : revision }.Address);
    }

    private static async Task<IResult> GiveAsync(Guid upload, int? revision, string? effect, HttpContext context, RequestShelf shelf, AccessHistory history, TimeProvider clock)
    {
        if (shelf.Find(SessionClaims.ToUser(context.User)!.Actor.Person, upload) is not { File.File: { Problems.IsEmpty: true } file }
            || await history.FindAsync(revision, null, context.RequestAborted) is not { } moment)
            return Results.NotFound();
        var shown = ManyViewModel.EffectOf(effect);
        var sheet = new StringBuilder(DecisionSheet.Header);
        foreach (var decided in DecidedRequest.All(moment.Policy, file, clock.GetUtcNow()).Where(d => shown is null || d.Decision.Effect == shown))
            sheet.Append(DecisionSheet.Row(decided));
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(Encoding.UTF8.GetBytes(sheet.ToString()), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"decisions-revision-{moment.Revision}.csv"));
    }
}
