using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>Reads and writes an object of whatever kind.</summary>
internal static class PolicyShape
{
    public static PolicyObject Read(PolicyKind kind, ObjectReader reader) => kind switch
    {
        PolicyKind.IdentityProvider => reader.Whole(ProviderShape.Read),
        PolicyKind.Environment => reader.Whole(EnvironmentShape.Read),
        PolicyKind.Pipeline => reader.Whole(PipelineShape.Read),
        PolicyKind.Workload => reader.Whole(WorkloadShape.Read),
        PolicyKind.Service => reader.Whole(ServiceShape.Read),
        PolicyKind.Role => reader.Whole(RoleShape.Read),
        PolicyKind.Grant => reader.Whole(GrantShape.Read),
        PolicyKind.Test => reader.Whole(TestShape.Read),
    };

    public static MappingNode Write(PolicyObject value) => value switch
    {
        IdentityProvider provider => ObjectWriter.Object(provider, ProviderShape.Write),
        PolicyEnvironment environment => ObjectWriter.Object(environment, EnvironmentShape.Write),
        Pipeline pipeline => ObjectWriter.Object(pipeline, PipelineShape.Write),
        Workload workload => ObjectWriter.Object(workload, WorkloadShape.Write),
        Service service => ObjectWriter.Object(service, ServiceShape.Write),
        Role role => ObjectWriter.Object(role, RoleShape.Write),
        Grant grant => ObjectWriter.Object(grant, GrantShape.Write),
        PolicyTest test => ObjectWriter.Object(test, TestShape.Write),
        _ => throw new ArgumentException($"no kind of object: {value.GetType()}", nameof(value)),
    };
}
