using System.Text.Json;

namespace AccessConsole.Api;

/// <summary>Bodies in JSON that may be left out.</summary>
internal static class OptionalBody
{
    /// <param name="none">What stands for no body.</param>
    /// <exception cref="BadHttpRequestException">There is a body that cannot be read, which is answered as where a body is needed.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, T none)
        where T : class
    {
        if (!request.HasJsonContentType() || request.ContentLength is 0)
            return none;
        try
        {
            return await request.ReadFromJsonAsync<T>(request.HttpContext.RequestAborted) ?? none;
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("the body cannot be read", malformed);
        }
    }
}
