namespace AccessConsole.Core.Model;

/// <summary>A whole policy as its document says it: every object in the order in which it was written.</summary>
public sealed record PolicyDocument
{
    public const string ApiVersion = "access/v1";

    /// <summary>The policy of revision 0.</summary>
    public static readonly PolicyDocument Empty = new();

    public ValueList<IdentityProvider> IdentityProviders { get; init; }

    public ValueList<PolicyEnvironment> Environments { get; init; }

    public ValueList<Pipeline> Pipelines { get; init; }

    public ValueList<Workload> Workloads { get; init; }

    public ValueList<Service> Services { get; init; }

    public ValueList<Role> Roles { get; init; }

    public ValueList<Grant> Grants { get; init; }

    public ValueList<PolicyTest> Tests { get; init; }

    /// <summary>All objects, kind by kind in the document's order.</summary>
    public IEnumerable<PolicyObject> Objects() =>
        IdentityProviders.Cast<PolicyObject>().Concat(Environments).Concat(Pipelines).Concat(Workloads)
            .Concat(Services).Concat(Roles).Concat(Grants).Concat(Tests);

    public static PolicyDocument Of(IEnumerable<PolicyObject> objects)
    {
        var byKind = objects.ToLookup(o => o.Kind);
        return new PolicyDocument
        {
            IdentityProviders = byKind[PolicyKind.IdentityProvider].Cast<IdentityProvider>().ToValueList(),
            Environments = byKind[PolicyKind.Environment].Cast<PolicyEnvironment>().ToValueList(),
            Pipelines = byKind[PolicyKind.Pipeline].Cast<Pipeline>().ToValueList(),
            Workloads = byKind[PolicyKind.Workload].Cast<Workload>().ToValueList(),
            Services = byKind[PolicyKind.Service].Cast<Service>().ToValueList(),
            Roles = byKind[PolicyKind.Role].Cast<Role>().ToValueList(),
            Grants = byKind[PolicyKind.Grant].Cast<Grant>().ToValueList(),
            Tests = byKind[PolicyKind.Test].Cast<PolicyTest>().ToValueList(),
        };
    }
}
