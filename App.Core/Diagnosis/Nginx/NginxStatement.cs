using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>One directive of a configuration, its includes in their places.</summary>
/// <param name="Block">Null where it has none.</param>
public sealed record NginxStatement(string Name, ImmutableArray<string> Arguments, ImmutableArray<NginxStatement>? Block, string File, int Line)
{
    /// <summary>What stands in its block; nothing where it has none.</summary>
    public ImmutableArray<NginxStatement> Children => Block ?? [];

    public string Place => FormattableString.Invariant($"{File}:{Line}");

    public IEnumerable<NginxStatement> Of(string name) => Children.Where(c => c.Name == name);

    public bool Is(string name, params ReadOnlySpan<string> arguments) => Name == name && Arguments.AsSpan().SequenceEqual(arguments);
}
