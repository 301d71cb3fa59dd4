using AccessConsole.Core.Import;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using AccessConsole.Uploads;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Components.Pages.Import;

/// <summary>Takes the file that the import page's form sends.</summary>
internal static class ImportUploads
{
    public const string Address = ImportQuery.Path + "/upload";

    /// <summary>The form's field for a CSV file's kind, in which <see cref="Document"/> stands for a document.</summary>
    public const string KindField = "kind";
    public const string Document = "document";

    public static void MapImportUpload(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Address, TakeAsync).RequireAuthorization(Policies.Edit).WithMetadata(new RequestSizeLimitAttribute(SentFile.FormBytes(ImportFile.MaxBytes))).ExcludeFromDescription();

    private static async Task<RedirectHttpResult> TakeAsync(HttpContext context, IAntiforgery antiforgery, ImportShelf shelf)
    {
        var (file, refusal) = await SentFile.TakeAsync(context, antiforgery, ImportFile.MaxBytes);
        if (file is null)
            return TypedResults.LocalRedirect(Addresses.Of(ImportQuery.Path, ("refused", refusal)));
        var upload = shelf.Put(SessionClaims.ToUser(context.User)!.Actor.Person, file.Name, new ImportRequest(file.Text, ImportQuery.KindOf(file.Form[KindField])));
        return TypedResults.LocalRedirect(new ImportQuery { Upload = upload.Id }.Address);
    }
}
