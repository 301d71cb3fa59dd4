using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>What an object names, and so needs to be there.</summary>
internal static class References
{
    public static IEnumerable<PolicyReference> Of(PolicyObject value) => value switch
    {
        Pipeline pipeline => [new(PolicyKind.IdentityProvider, pipeline.Provider)],
        Workload { Provider: { } provider } => [new(PolicyKind.IdentityProvider, provider)],
        Service service => service.Deployments.Select(d => new PolicyReference(PolicyKind.Environment, d.Environment)),
        Role role => role.Permissions.SelectMany(p => Named(PolicyKind.Service, p.Services)),
        Grant grant => Of(grant),
        PolicyTest test => Of(test.Given),
        _ => [],
    };

    private static IEnumerable<PolicyReference> Of(Grant grant) => grant.Environments.Select(e => new PolicyReference(PolicyKind.Environment, e))
        .Append(new PolicyReference(PolicyKind.Role, grant.Role))
        .Concat(Named(PolicyKind.Pipeline, grant.Principals.Pipelines))
        .Concat(Named(PolicyKind.Workload, grant.Principals.Workloads));

    private static IEnumerable<PolicyReference> Of(DecisionRequest given)
    {
        yield return new PolicyReference(PolicyKind.Environment, given.Environment);
        yield return new PolicyReference(PolicyKind.Service, given.Service);
        if (given.Pipeline is { } pipeline)
            yield return new PolicyReference(PolicyKind.Pipeline, pipeline);
        if (given.Workload is { } workload)
            yield return new PolicyReference(PolicyKind.Workload, workload);
    }

    private static IEnumerable<PolicyReference> Named(PolicyKind kind, Selector? selector) =>
        selector is Selector.Names names ? names.Values.Select(name => new PolicyReference(kind, name)) : [];
}
