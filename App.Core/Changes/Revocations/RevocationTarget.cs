using AccessConsole.Core.Model;

namespace AccessConsole.Core.Changes.Revocations;

/// <summary>Whose access an emergency takes away.</summary>
/// <param name="Name">The object's name; for a queue its key, its UUID, or a prefix ending in <c>*</c>.</param>
public sealed record RevocationTarget(RevocationKind Kind, string Name)
{
    public override string ToString() => $"{Kind.Noun()} `{Name}`";
}

/// <summary>Persisted by name: do not rename.</summary>
public enum RevocationKind
{
    Pipeline,
    Workload,
    Queue,
    IdentityProvider,
}

public static class RevocationKinds
{
    public static IReadOnlyList<RevocationKind> All { get; } = Enum.GetValues<RevocationKind>();

    /// <summary>In a sentence, such as <c>identity provider</c>.</summary>
    public static string Noun(this RevocationKind kind) => kind switch
    {
        RevocationKind.Pipeline => "pipeline",
        RevocationKind.Workload => "workload",
        RevocationKind.Queue => "queue",
        RevocationKind.IdentityProvider => "identity provider",
    };

    /// <summary>In addresses, the API and commands, such as <c>identity-provider</c>.</summary>
    public static string Slug(this RevocationKind kind) => kind.Noun().Replace(' ', '-');

    public static RevocationKind? Parse(string? slug) => All.Where(k => k.Slug() == slug).Select(k => (RevocationKind?)k).FirstOrDefault();

    /// <summary>The kind of object that is named; null for a queue, which is no object of the policy.</summary>
    public static PolicyKind? ObjectKind(this RevocationKind kind) => kind switch
    {
        RevocationKind.Pipeline => PolicyKind.Pipeline,
        RevocationKind.Workload => PolicyKind.Workload,
        RevocationKind.Queue => null,
        RevocationKind.IdentityProvider => PolicyKind.IdentityProvider,
    };
}
