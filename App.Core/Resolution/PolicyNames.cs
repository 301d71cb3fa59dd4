using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Where objects of a policy mean one another: by name, which a rename has to follow, or by labels, which it does not touch.</summary>
public static class PolicyNames
{
    /// <summary>The user of a name with the name replaced; the same instance where it does not use it.</summary>
    public static PolicyObject Replace(PolicyObject user, PolicyReference used, string name) => (used.Kind, user) switch
    {
        (PolicyKind.IdentityProvider, Pipeline pipeline) when pipeline.Provider == used.Name => pipeline with { Provider = name },
        (PolicyKind.IdentityProvider, Workload workload) when workload.Provider == used.Name => workload with { Provider = name },
        (PolicyKind.Environment, Service service) when service.In(used.Name) is not null => Redeploy(service, used.Name, name),
        (PolicyKind.Environment, Grant grant) when grant.Environments.Contains(used.Name) => grant with { Environments = Replace(grant.Environments, used.Name, name) },
        (PolicyKind.Pipeline, Grant grant) when IsNamed(grant.Principals.Pipelines, used.Name) =>
            grant with { Principals = grant.Principals with { Pipelines = Replace(grant.Principals.Pipelines!, used.Name, name) } },
        (PolicyKind.Workload, Grant grant) when IsNamed(grant.Principals.Workloads, used.Name) =>
            grant with { Principals = grant.Principals with { Workloads = Replace(grant.Principals.Workloads!, used.Name, name) } },
        (PolicyKind.Service, Role role) when role.Permissions.Any(p => IsNamed(p.Services, used.Name)) =>
            role with { Permissions = role.Permissions.Select(p => p with { Services = Replace(p.Services, used.Name, name) }).ToValueList() },
        (PolicyKind.Role, Grant grant) when grant.Role == used.Name => grant with { Role = name },
        (_, PolicyTest test) => Replace(test, used, name),
        _ => user,
    };

    public static bool IsNamedBy(PolicyObject user, PolicyReference used) => !ReferenceEquals(Replace(user, used, ""), user);

    /// <summary>Whether the user means the object without naming it: by labels that it has, or as one of all.</summary>
    public static bool IsSelectedBy(PolicyObject user, PolicyObject used) => (user, used) switch
    {
        (Grant grant, Pipeline pipeline) => IsSelected(grant.Principals.Pipelines, pipeline.Name, pipeline.Labels),
        (Grant grant, Workload workload) => IsSelected(grant.Principals.Workloads, workload.Name, workload.Labels),
        (Role role, Service service) => role.Permissions.Any(p => IsSelected(p.Services, service.Name, service.Labels)),
        _ => false,
    };

    private static PolicyTest Replace(PolicyTest test, PolicyReference used, string name) => used.Kind switch
    {
        PolicyKind.Pipeline when test.Given.Pipeline == used.Name => test with { Given = test.Given with { Pipeline = name } },
        PolicyKind.Workload when test.Given.Workload == used.Name => test with { Given = test.Given with { Workload = name } },
        PolicyKind.Environment when test.Given.Environment == used.Name => test with { Given = test.Given with { Environment = name } },
        PolicyKind.Service when test.Given.Service == used.Name => test with { Given = test.Given with { Service = name } },
        _ => test,
    };

    private static Service Redeploy(Service service, string environment, string name) =>
        service with { Deployments = service.Deployments.Select(d => d.Environment == environment ? d with { Environment = name } : d).ToValueList() };

    private static Selector Replace(Selector selector, string former, string name) =>
        selector is Selector.Names names ? new Selector.Names(Replace(names.Values, former, name)) : selector;

    private static ValueList<string> Replace(ValueList<string> names, string former, string name) => names.Select(n => n == former ? name : n).ToValueList();

    private static bool IsNamed(Selector? selector, string name) => selector is Selector.Names names && names.Values.Contains(name);

    private static bool IsSelected(Selector? selector, string name, ValueMap labels) => selector is Selector.Labels or Selector.All && selector.Selects(name, labels);
}
