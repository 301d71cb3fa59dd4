using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Http.Features;

namespace AccessConsole.Distribution.Deciding;

/// <summary>
/// Which request a call of <c>/v1/authz/{environment}/{service}/{**path}</c> is about. An Envoy appends its caller's target to the address; an nginx names it in
/// <c>X-Original-Method</c> and <c>X-Original-URI</c>, for its own calls are GET always.
/// </summary>
/// <param name="Path">Raw, without query.</param>
internal sealed record AuthzTarget(string Environment, string Service, string Method, string Path)
{
    private const string PathPrefix = "/v1/authz/";
    private const string MethodHeader = "X-Original-Method";
    private const string TargetHeader = "X-Original-URI";

    /// <summary>Whether the call is of this address, as it was sent or as the host reads it.</summary>
    public static bool IsAddressed(HttpContext context) =>
        RawTargetOf(context).StartsWith(PathPrefix, StringComparison.Ordinal) || (context.Request.Path.Value ?? "").StartsWith(PathPrefix, StringComparison.Ordinal);

    /// <exception cref="FormatException">It is about none, or about two; the message says what is wrong.</exception>
    public static AuthzTarget Read(HttpContext context)
    {
        // As it was sent: what the host decoded is no longer what the service will get.
        var target = RawTargetOf(context);
        if (!target.StartsWith(PathPrefix, StringComparison.Ordinal))
            throw new FormatException($"the address does not begin with {PathPrefix}");
        var path = WithoutQuery(target)[PathPrefix.Length..];
        var parts = path.Split('/', 3);
        if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
            throw new FormatException($"the address is not {PathPrefix}{{environment}}/{{service}}/{{path}}");
        var appended = parts.Length == 3 ? $"/{parts[2]}" : "";
        return new AuthzTarget(parts[0], parts[1], MethodOf(context.Request.Method, One(context, MethodHeader)), PathOf(appended, One(context, TargetHeader)));
    }

    /// <summary>nginx asks by GET whatever its caller's method is; who asks by another has passed the caller's on, and a header that contradicts it too.</summary>
    private static string MethodOf(string sent, string? named) => named is null || named == sent || HttpMethods.IsGet(sent)
        ? named ?? sent
        : throw new FormatException($"the request's method and `{MethodHeader}` are different");

    private static string PathOf(string appended, string? named)
    {
        if (named is null)
            return appended.Length > 0 ? appended : throw new FormatException($"the request's path is neither in the address nor in `{TargetHeader}`");
        var path = WithoutQuery(named);
        // Of two different paths one is somebody else's: an engine that names it must not let its caller name another.
        return appended is "" or "/" || appended == path ? path : throw new FormatException($"the address and `{TargetHeader}` are about different paths");
    }

    private static string? One(HttpContext context, string header)
    {
        var values = context.Request.Headers[header];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw new FormatException($"`{header}` is sent more than once: whoever asks must set it, and drop its caller's"),
        };
    }

    private static string RawTargetOf(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

    private static string WithoutQuery(string target) => target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? target[..mark] : target;
}
