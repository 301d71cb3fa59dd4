using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace AccessConsole.Api;

/// <summary>
/// What no operation of the API takes, and why: there is no such address, it takes no such method, or no such body. Routing would say the last two by a status
/// alone, or leave the call to whatever else of the host takes any address.
/// </summary>
internal sealed class UnansweredCalls(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    public ProblemHttpResult Explain(HttpContext context)
    {
        RouteEndpoint[] here = [.. endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => MethodsOf(endpoint).Any() && IsOf(endpoint.RoutePattern, context))];
        if (here.Length == 0)
            return Problems.NotFound("such address");
        var taking = here.Where(endpoint => MethodsOf(endpoint).Contains(context.Request.Method)).ToArray();
        return taking.Length == 0
            ? Problems.UnknownMethod(context, here.SelectMany(MethodsOf).Distinct().Order(StringComparer.Ordinal))
            : Problems.UnsupportedType(context, [.. taking.SelectMany(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? []).Distinct()]);
    }

    private static IEnumerable<string> MethodsOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    private bool IsOf(RoutePattern pattern, HttpContext context)
    {
        if (pattern.RawText?.StartsWith(ManagementApi.Root, StringComparison.Ordinal) != true)
            return false;
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(pattern), []).TryMatch(context.Request.Path, values)
            && pattern.ParameterPolicies.All(parameter => parameter.Value.All(reference =>
                policies.Create(pattern.GetParameter(parameter.Key), reference) is not IRouteConstraint constraint
                || constraint.Match(context, null, parameter.Key, values, RouteDirection.IncomingRequest)));
    }
}
