using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>What a list says of an object beside its name.</summary>
public static class ObjectFacts
{
    public static IReadOnlyList<string> Of(PolicyObject value) => [.. value switch
    {
        IdentityProvider provider => OfProvider(provider),
        PolicyEnvironment environment => OfEnvironment(environment),
        Pipeline pipeline => OfPipeline(pipeline),
        Workload workload => OfWorkload(workload),
        Service service => service.Deployments.Select(OfDeployment),
        Role role => role.Permissions.Select(OfPermission),
        PolicyTest test => OfTest(test),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.Kind, "has a list of its own"),
    }];

    public static IReadOnlyList<string> Labels(PolicyObject value) => [.. (value switch
    {
        Pipeline pipeline => pipeline.Labels,
        Workload workload => workload.Labels,
        Service service => service.Labels,
        _ => ValueMap.Empty,
    }).Select(l => $"{l.Key}={l.Value}")];

    private static IEnumerable<string> OfProvider(IdentityProvider provider)
    {
        if (provider.Oidc is { } oidc)
            yield return $"tokens of {oidc.Issuer} for {oidc.Audience}";
        if (provider.Spiffe is { } spiffe)
            yield return $"certificates of {spiffe.TrustDomain}";
    }

    private static IEnumerable<string> OfEnvironment(PolicyEnvironment environment)
    {
        yield return environment.IsProtected ? Words.Count(environment.Approvals, "approval") : "no approvals";
        yield return environment.Exactness == Exactness.EveryHop ? "exact at every hop" : "exact at one hop at least";
    }

    private static IEnumerable<string> OfPipeline(Pipeline pipeline)
    {
        yield return $"{pipeline.Organization.Slug}/{pipeline.Slug} at {pipeline.Provider}";
        yield return pipeline.Id is { } id ? id.ToString() : "no UUID: matched by slug";
        if (pipeline.SpiffeId is { } spiffeId)
            yield return spiffeId.Text;
    }

    private static IEnumerable<string> OfWorkload(Workload workload)
    {
        if (workload.SpiffeId is { } spiffeId)
            yield return spiffeId.Text;
        if (workload.Provider is { } provider)
            yield return $"{provider}: {string.Join(", ", workload.Claims.Select(c => $"{c.Key}={c.Value}"))}";
    }

    private static string OfDeployment(Deployment deployment)
    {
        var hops = string.Join(", ", deployment.Hops.Select(h => h.Engine.ToString().ToLowerInvariant()));
        var hosts = deployment.Hosts.Count > 0 ? string.Join(", ", deployment.Hosts) : "no host";
        return $"{deployment.Environment}: {hosts} by {(hops.Length > 0 ? hops : "no hop")}{(deployment.Mode == Mode.Shadow ? ", shadow" : "")}";
    }

    private static string OfPermission(Permission permission)
    {
        var services = permission.Services switch
        {
            Selector.Names names => string.Join(", ", names.Values),
            Selector.Labels labels => $"services with {string.Join(", ", labels.Values.Select(l => $"{l.Key}={l.Value}"))}",
            _ => "all services",
        };
        return $"{permission.Methods} {string.Join(", ", permission.Paths)} on {services}";
    }

    private static IEnumerable<string> OfTest(PolicyTest test)
    {
        var given = test.Given;
        var caller = given.Pipeline ?? given.Workload ?? given.SpiffeId ?? (given.Claims is null ? "nobody identified" : "a token's claims");
        yield return $"{caller}{(given.Branch is null ? "" : $" on {given.Branch}")}: {given.Method} {given.Path} of {given.Service} in {given.Environment}";
        yield return $"expects {Words.Of(test.Expect)}";
    }
}
