using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Diagnosis;

/// <summary>Which deployment a call is for.</summary>
internal static class CallTarget
{
    private const string Code = "request.target";
    private const int MaxNamed = 5;

    public static (DeploymentPolicy?, CallCheck) Find(PolicySet policy, FailingCall call)
    {
        if (call.Environment is { Length: > 0 } environment && !policy.HasEnvironment(environment))
            return (null, CallCheck.Failed(Code, $"there is no environment `{environment}`", $"name one of {Listed(policy.Environments.Keys)}"));
        return call.Host is { Length: > 0 } host ? ByHost(policy, call, HostOf(host)) : ByService(policy, call);
    }

    private static (DeploymentPolicy?, CallCheck) ByHost(PolicySet policy, FailingCall call, string host)
    {
        var serving = policy.Deployments.Where(d => d.Deployment.Hosts.Contains(host, StringComparer.Ordinal)).OrderBy(d => d.Environment.Name, StringComparer.Ordinal).ToArray();
        var found = serving.Where(d => call.Environment is not { Length: > 0 } e || d.Environment.Name == e).Where(d => call.Service is not { Length: > 0 } s || d.Service.Name == s).ToArray();
        if (found is [var one])
            return (one, CallCheck.Passed(Code, $"`{host}` is `{one.Service.Name}` in `{one.Environment.Name}`"));
        if (found.Length > 1)
            return (null, CallCheck.Failed(Code, $"`{host}` is a host in {Listed(found.Select(d => d.Environment.Name))}", "name the environment"));
        return (null, serving.Length > 0
            ? CallCheck.Failed(Code, $"`{host}` is {Listed(serving.Select(d => $"{d.Service.Name} in {d.Environment.Name}"))}", "name that service and environment, or neither")
            : CallCheck.Failed(Code, $"`{host}` is no host of any deployment: every gateway answers it with 421 `unknown_service`", "call a host of the service's deployment, or add this one to its `hosts`"));
    }

    private static (DeploymentPolicy?, CallCheck) ByService(PolicySet policy, FailingCall call)
    {
        if (call.Service is not { Length: > 0 } service)
            return (null, CallCheck.Failed(Code, "neither a host nor a service is named", "give the URL that was called, or environment and service"));
        if (!policy.Services.TryGetValue(service, out var known))
            return (null, CallCheck.Failed(Code, $"there is no service `{service}`", "name a service of the policy, or give the URL that was called"));
        var found = known.Deployments.Where(d => call.Environment is not { Length: > 0 } e || d.Environment == e).ToArray();
        return found switch
        {
            [var one] => (policy.Find(one.Environment, service), CallCheck.Passed(Code, $"`{service}` is deployed in `{one.Environment}`")),
            [] => (null, CallCheck.Failed(Code, $"`{service}` is not deployed in `{call.Environment}`", $"name one of {Listed(known.Deployments.Select(d => d.Environment))}, or add the deployment")),
            _ => (null, CallCheck.Failed(Code, $"`{service}` is deployed in {Listed(found.Select(d => d.Environment))}", "name the environment")),
        };
    }

    /// <summary>A host as policies write it: lower case, without port and final dot.</summary>
    private static string HostOf(string text)
    {
        var colon = text.LastIndexOf(':');
        return (colon < 0 ? text : text[..colon]).TrimEnd('.').ToLowerInvariant();
    }

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.Distinct(StringComparer.Ordinal).ToArray();
        return string.Join(", ", all.Take(MaxNamed).Select(n => $"`{n}`")) + (all.Length > MaxNamed ? " and others" : "");
    }
}
