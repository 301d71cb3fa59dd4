using AccessConsole.Core.Documents;

namespace AccessConsole.Api;

/// <summary>Reads a request's body up to a limit, whatever its declared length says.</summary>
internal static class RequestBody
{
    /// <returns>Null where the body is longer than <paramref name="maxBytes"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
            return null;
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 0));
        var chunk = new byte[81920];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted)) > 0)
        {
            if (buffer.Length + read > maxBytes)
                return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>YAML where the content type says so; JSON otherwise.</summary>
    public static DocumentFormat FormatOf(HttpRequest request) =>
        request.ContentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) == true ? DocumentFormat.Yaml : DocumentFormat.Json;
}
