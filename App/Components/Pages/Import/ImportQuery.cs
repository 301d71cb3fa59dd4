using System.Globalization;
using AccessConsole.Core.Import;

namespace AccessConsole.Components.Pages.Import;

/// <summary>What the import page shows, as the address says it.</summary>
public sealed record ImportQuery
{
    public const string Path = "/policy/import";

    /// <summary>The file that is looked at; null before there is one.</summary>
    public Guid? Upload { get; init; }

    /// <summary>Whether what the document lacks is removed.</summary>
    public bool Removes { get; init; }

    /// <summary>Null for everything but what is unchanged.</summary>
    public ImportVerdict? Verdict { get; init; }

    public int Page { get; init; } = 1;

    public string Address => Addresses.Of(
        Path,
        ("upload", Upload?.ToString()),
        ("remove", Removes ? "true" : ""),
        ("show", Verdict?.ToString().ToLowerInvariant()),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
