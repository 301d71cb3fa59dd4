using AccessConsole.Api.Describing;
using Microsoft.AspNetCore.Http.Features;

namespace AccessConsole.Api;

/// <summary>
/// Refuses a body that is not said to be of a type which the endpoint takes: it would be read as what it is not, or passed over where it may be left out.
/// Bodies that the framework reads are held to theirs by routing: see <see cref="UnansweredCalls"/>.
/// </summary>
internal sealed class BodyTypeFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return http.GetEndpoint()?.Metadata.GetMetadata<ReadBody>() is not { } body || !HasBody(http) || body.Takes(http.Request.ContentType)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.UnsupportedType(http, body.AllTypes));
    }

    private static bool HasBody(HttpContext context) =>
        context.Request.ContentLength is not 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
}
