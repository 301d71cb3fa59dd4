using System.Globalization;
using AccessConsole.Core.Import;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Components.Pages.Import;

/// <summary>Takes the file that the import page's form sends: by HTTP, since a circuit's messages are small.</summary>
internal static class ImportUploads
{
    public const string Address = ImportQuery.Path + "/upload";

    /// <summary>The form's field for a CSV file's kind, in which <see cref="Document"/> stands for a document.</summary>
    public const string KindField = "kind";
    public const string FileField = "file";
    public const string Document = "document";

    public const string TooLarge = "too-large";
    public const string NoFile = "no-file";
    public const string Stale = "stale";

    // Beside the file there are the form's other fields and its boundaries.
    private const int MaxFormBytes = ImportFile.MaxBytes + (64 * 1024);
    private const int MaxNameLength = 200;

    public static void MapImportUpload(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Address, TakeAsync).RequireAuthorization(Policies.Edit).WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes)).ExcludeFromDescription();

    private static async Task<RedirectHttpResult> TakeAsync(HttpContext context, IAntiforgery antiforgery, ImportShelf shelf)
    {
        if (context.Request.ContentLength > MaxFormBytes)
            return Back(TooLarge);
        try
        {
            if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
                return Back(Stale);
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (form.Files.GetFile(FileField) is not { Length: > 0 } file)
                return Back(NoFile);
            if (file.Length > ImportFile.MaxBytes)
                return Back(TooLarge);
            var text = new byte[file.Length];
            await using (var content = file.OpenReadStream())
                await content.ReadExactlyAsync(text, context.RequestAborted);
            var kind = ImportQuery.KindOf(form[KindField]);
            var upload = shelf.Put(SessionClaims.ToUser(context.User)!.Actor.Person, Shown(file.FileName), new ImportRequest(text, kind));
            return TypedResults.LocalRedirect(new ImportQuery { Upload = upload.Id }.Address);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            return Back(TooLarge);
        }
    }

    /// <summary>The name without what could make it, or what stands beside it, look other than it is.</summary>
    private static string Shown(string name) => string.Concat(name
        .Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate))
        .Take(MaxNameLength));

    private static RedirectHttpResult Back(string why) => TypedResults.LocalRedirect(Addresses.Of(ImportQuery.Path, ("refused", why)));
}
