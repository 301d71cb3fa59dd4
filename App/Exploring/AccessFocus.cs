using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>The principal or service around which a graph is drawn.</summary>
public readonly record struct AccessFocus(PolicyKind Kind, string Name)
{
    /// <param name="text"><c>pipeline/NAME</c>, <c>workload/NAME</c> or <c>service/NAME</c>.</param>
    /// <returns>Null where it is none of these.</returns>
    public static AccessFocus? Parse(string? text) => text?.Split('/', 2) switch
    {
        ["pipeline", { Length: > 0 } name] => new AccessFocus(PolicyKind.Pipeline, name),
        ["workload", { Length: > 0 } name] => new AccessFocus(PolicyKind.Workload, name),
        ["service", { Length: > 0 } name] => new AccessFocus(PolicyKind.Service, name),
        _ => null,
    };

    public static AccessFocus Of(PolicyReference reference) => new(reference.Kind, reference.Name);

    public bool IsService => Kind == PolicyKind.Service;

    public override string ToString() => $"{Kind.Noun()}/{Name}";
}
