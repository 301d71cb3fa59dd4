using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;

namespace AccessConsole.Uploads;

/// <summary>A file as a form sent it: by HTTP, since a circuit's messages are small.</summary>
/// <param name="Name">As the browser said it, without what could make it, or what stands beside it, look other than it is.</param>
internal sealed record SentFile(string Name, byte[] Text, IFormCollection Form)
{
    public const string Field = "file";

    /// <summary>The field for a text that was pasted in place of a file.</summary>
    public const string PastedField = "text";

    public const string TooLarge = "too-large";
    public const string NoFile = "no-file";
    public const string Stale = "stale";

    private const int MaxNameLength = 200;

    /// <summary>The most that a form with such a file may have: beside the file there are its other fields and its boundaries.</summary>
    public static int FormBytes(int maxBytes) => maxBytes + (64 * 1024);

    /// <returns>The file, or the word for why there is none.</returns>
    public static async Task<(SentFile? File, string? Refusal)> TakeAsync(HttpContext context, IAntiforgery antiforgery, int maxBytes)
    {
        if (context.Request.ContentLength > FormBytes(maxBytes))
            return (null, TooLarge);
        try
        {
            if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
                return (null, Stale);
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (form.Files.GetFile(Field) is { Length: > 0 } file)
                return file.Length > maxBytes ? (null, TooLarge) : (new SentFile(Shown(file.FileName), await ReadAsync(file, context.RequestAborted), form), null);
            if (form[PastedField].ToString() is not { Length: > 0 } pasted || string.IsNullOrWhiteSpace(pasted))
                return (null, NoFile);
            var text = System.Text.Encoding.UTF8.GetBytes(pasted);
            return text.Length > maxBytes ? (null, TooLarge) : (new SentFile("pasted", text, form), null);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            return (null, TooLarge);
        }
    }

    private static async Task<byte[]> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        var text = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(text, cancellationToken);
        return text;
    }

    private static string Shown(string name) => string.Concat(name
        .Where(c => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate))
        .Take(MaxNameLength));
}
