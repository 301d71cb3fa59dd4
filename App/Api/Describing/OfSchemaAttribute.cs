namespace AccessConsole.Api.Describing;

/// <summary>Says by which schema of <see cref="PolicyComponents"/> a member that is JSON already is described.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OfSchemaAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
