using AccessConsole.Core.Model;

namespace AccessConsole.Data.Rows;

/// <summary>One state of one policy object: what it was from one revision up to, not including, another.</summary>
public sealed class PolicyObjectRow
{
    public required PolicyKind Kind { get; init; }

    public required string Name { get; init; }

    public Guid? Id { get; init; }

    /// <summary>The object as JSON; PostgreSQL keeps its meaning, not its bytes.</summary>
    public required string Body { get; init; }

    public required int ValidFrom { get; init; }

    /// <summary>Null while the state stands.</summary>
    public int? ValidTo { get; init; }
}
