namespace AccessConsole.Core.Model;

/// <summary>A named set of permissions.</summary>
public sealed record Role : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Role;

    public ValueList<Permission> Permissions { get; init; }
}

/// <summary>Services × methods × path templates.</summary>
public sealed record Permission
{
    public required Selector Services { get; init; }

    public required MethodSet Methods { get; init; }

    public ValueList<PathTemplate> Paths { get; init; }
}
