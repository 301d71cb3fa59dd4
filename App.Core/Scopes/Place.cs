using AccessConsole.Core.Model;

namespace AccessConsole.Core.Scopes;

/// <summary>Where something of the policy lies.</summary>
/// <param name="Environment">Null for what lies in no environment: every scope that has environments is beside it.</param>
/// <param name="Labels">The labels of the service; null for what is no single service's: every scope that has labels is beside it.</param>
public sealed record Place(string? Environment, ValueMap? Labels)
{
    /// <summary>The labels for people and in ordinal order; empty where there are none.</summary>
    public string LabelText => Labels is null ? "" : string.Join(", ", Labels.Select(label => $"{label.Key}={label.Value}"));

    public override string ToString() => (Environment, Labels) switch
    {
        (null, null) => "the policy as a whole",
        ({ } environment, null) => $"every service in `{environment}`",
        (null, { Count: 0 }) => "services without labels, outside every environment",
        ({ } environment, { Count: 0 }) => $"services without labels in `{environment}`",
        (null, _) => $"services with {LabelText}, outside every environment",
        ({ } environment, _) => $"services with {LabelText} in `{environment}`",
    };
}
