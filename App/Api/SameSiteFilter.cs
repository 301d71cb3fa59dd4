using AccessConsole.SignIn;

namespace AccessConsole.Api;

/// <summary>
/// A browser sends the session along wherever a request comes from; one that changes something must come from the console's own pages.
/// Requests with a token carry no session and may come from anywhere.
/// </summary>
internal sealed class SameSiteFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || BearerTokenHandler.IsAsked(request) || IsOwnPage(request))
            return next(context);
        return ValueTask.FromResult<object?>(Problems.Forbidden("requests with a session must come from the console's own pages; use an API token instead"));
    }

    private static bool IsOwnPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin"
            : origin == $"{request.Scheme}://{request.Host}";
    }
}
