namespace AccessConsole.Core.Model;

/// <summary>The kinds of object in a policy document, in the document's order. Persisted: do not reorder or rename.</summary>
public enum PolicyKind
{
    IdentityProvider = 0,
    Environment = 1,
    Pipeline = 2,
    Workload = 3,
    Service = 4,
    Role = 5,
    Grant = 6,
    Test = 7,
}

/// <summary>The names of the kinds as the document, the API and the database spell them.</summary>
public static class PolicyKinds
{
    public static IReadOnlyList<PolicyKind> All { get; } = Enum.GetValues<PolicyKind>();

    /// <summary>The document's member that lists the objects of this kind, such as <c>grants</c>.</summary>
    public static string DocumentKey(this PolicyKind kind) => kind switch
    {
        PolicyKind.IdentityProvider => "identityProviders",
        PolicyKind.Environment => "environments",
        PolicyKind.Pipeline => "pipelines",
        PolicyKind.Workload => "workloads",
        PolicyKind.Service => "services",
        PolicyKind.Role => "roles",
        PolicyKind.Grant => "grants",
        PolicyKind.Test => "tests",
    };

    /// <summary>One object of this kind in a sentence, such as <c>identity provider</c>.</summary>
    public static string Noun(this PolicyKind kind) => kind switch
    {
        PolicyKind.IdentityProvider => "identity provider",
        PolicyKind.Environment => "environment",
        PolicyKind.Pipeline => "pipeline",
        PolicyKind.Workload => "workload",
        PolicyKind.Service => "service",
        PolicyKind.Role => "role",
        PolicyKind.Grant => "grant",
        PolicyKind.Test => "test",
    };
}
