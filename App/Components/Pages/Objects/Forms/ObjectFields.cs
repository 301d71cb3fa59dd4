using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Objects.Forms;

/// <summary>The fields of one kind of object.</summary>
public abstract class ObjectFields : ComponentBase
{
    [CascadingParameter]
    public required ObjectForm Form { get; set; }

    /// <summary>The component that has a kind's fields.</summary>
    public static Type Of(PolicyKind kind) => kind switch
    {
        PolicyKind.IdentityProvider => typeof(ProviderFields),
        PolicyKind.Environment => typeof(EnvironmentFields),
        PolicyKind.Pipeline => typeof(PipelineFields),
        PolicyKind.Workload => typeof(WorkloadFields),
        PolicyKind.Service => typeof(ServiceFields),
        PolicyKind.Role => typeof(RoleFields),
        PolicyKind.Test => typeof(TestFields),
        PolicyKind.Grant => throw new ArgumentException("grants have a page of their own", nameof(kind)),
    };
}
