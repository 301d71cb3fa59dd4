using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation.Checks;

namespace AccessConsole.Core.Validation;

/// <summary>Finds everything that is wrong with a policy beyond its text, and what is allowed but weaker than it looks.</summary>
public static class PolicyValidator
{
    private static readonly ImmutableArray<Action<ValidationContext>> Checks =
    [
        NameCheck.Check,
        IdCheck.Check,
        LabelCheck.Check,
        OidcCheck.Check,
        KeySetCheck.Check,
        SpiffeCheck.Check,
        ProviderCheck.Check,
        EnvironmentCheck.Check,
        PipelineCheck.Check,
        WorkloadCheck.Check,
        SpiffeIdCheck.Check,
        DeploymentCheck.Check,
        HostCheck.Check,
        UpstreamCheck.Check,
        HopCheck.Check,
        RoleCheck.Check,
        ProtocolCheck.Check,
        GrantCheck.Check,
        AnyoneCheck.Check,
        ValidityCheck.Check,
        TestCheck.Check,
        SelectAllLint.Check,
        StepLint.Check,
        QueueNameLint.Check,
        SlugLint.Check,
        BranchGuardLint.Check,
        ExpiryLint.Check,
        ClaimLint.Check,
        NobodyLint.Check,
        RefNameLint.Check,
    ];

    /// <returns>Errors and warnings with pointers into the document, in the order of a canonical document.</returns>
    public static ImmutableArray<Diagnostic> Validate(PolicyDocument document, ValidationOptions options) =>
        Run(new ValidationContext(document, "", new PolicyIndex(document), options));

    /// <summary>
    /// Judges a patch by the policy that it would make. Costs what the patch puts in as long as it puts in grants and tests only; anything else
    /// can break what refers to it, so then the whole is judged.
    /// </summary>
    /// <returns>Problems with pointers into the patch, such as <c>/upsert/grants/0/role</c>; one of an object that the patch leaves alone has none.</returns>
    public static ImmutableArray<Diagnostic> ValidatePatch(PolicySet basis, PolicyPatch patch, ValidationOptions options) =>
        PatchCheck.Check(basis, patch, options);

    internal static ImmutableArray<Diagnostic> Run(ValidationContext context)
    {
        foreach (var check in Checks)
            check(context);
        return context.ToImmutable();
    }
}
