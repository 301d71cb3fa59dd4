using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>Somebody who signed in.</summary>
public sealed class PersonRow
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required string Name { get; init; }

    /// <summary>The highest role at the last sign-in.</summary>
    public required ConsoleRole Role { get; init; }

    /// <summary>Whether any sign-in was an admin's.</summary>
    public required bool WasAdmin { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>At the newest sign-in; null for roles that are not a provider's.</summary>
    public ValueList<string>? Groups { get; init; }

    public ValueList<SavedView> Views { get; init; } = [];
}
