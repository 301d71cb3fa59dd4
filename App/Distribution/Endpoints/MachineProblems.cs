using System.Globalization;
using AccessConsole.Api;
using AccessConsole.Telemetry;
using Microsoft.Net.Http.Headers;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>The refusals of the machine side, each with its status code and the headers that belong to it.</summary>
internal static class MachineProblems
{
    public static Task UnauthorizedAsync(HttpContext context) =>
        UnauthorizedAsync(context, "send a puller's live token as `Authorization: Bearer …`, or a certificate by whose SPIFFE ID it is registered");

    public static Task UnauthorizedAsync(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", detail);
    }

    public static Task OutOfScopeAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status403Forbidden, "out_of_scope", "this token is for another environment, target or service");

    public static Task NotFoundAsync(HttpContext context, string detail) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "not_found", detail);

    public static Task NothingPublishedAsync(HttpContext context) => NotFoundAsync(context, "nothing was ever published there");

    public static Task MalformedAsync(HttpContext context, string detail) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "malformed", detail);

    public static Task MethodAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"this address answers {allowed}");
    }

    public static Task TooLargeAsync(HttpContext context, long limit) =>
        WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "too_large", string.Create(CultureInfo.InvariantCulture, $"the body is larger than {limit} bytes"));

    public static Task EncodingAsync(HttpContext context, string taken)
    {
        context.Response.Headers.AcceptEncoding = taken;
        return WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "unsupported_encoding", $"send the body with one of these as `Content-Encoding`, or without any: {taken}");
    }

    public static Task TooManyAsync(HttpContext context, string detail, TimeSpan retryAfter)
    {
        SetRetryAfter(context, retryAfter);
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests", detail);
    }

    public static Task UnavailableAsync(HttpContext context, string detail, TimeSpan retryAfter)
    {
        SetRetryAfter(context, retryAfter);
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "unavailable", detail);
    }

    private static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.RequestServices.GetRequiredService<MachineMetrics>().CountRefusal(status, code);
        context.Response.Headers.CacheControl = CacheControlHeaderValue.NoStoreString;
        return Problems.WriteAsync(context, status, code, detail);
    }

    private static void SetRetryAfter(HttpContext context, TimeSpan retryAfter) =>
        context.Response.Headers.RetryAfter = ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
