using AccessConsole.Signing;

namespace AccessConsole.Distribution.Endpoints;

/// <summary><c>GET /v1/keys</c>: the live signing keys and the root's word for them. Public, for it is what signatures are checked by.</summary>
internal sealed class KeysEndpoint(SigningKeyRing ring)
{
    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return MachineProblems.MethodAsync(context, "GET, HEAD");
        var json = ring.KeyListJson;
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(json).AsTask();
    }
}
