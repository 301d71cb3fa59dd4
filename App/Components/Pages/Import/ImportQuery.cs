using System.Globalization;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Import;

/// <summary>What the import page shows, as the address says it.</summary>
public sealed record ImportQuery : IAddressed
{
    public const string Path = "/policy/import";

    /// <summary>What a CSV file that is to be chosen lists; null for a document.</summary>
    public PolicyKind? Kind { get; init; }

    /// <summary>The file that is looked at; null before there is one.</summary>
    public Guid? Upload { get; init; }

    /// <summary>Whether what the document lacks is removed.</summary>
    public bool Removes { get; init; }

    /// <summary>Null for everything but what is unchanged.</summary>
    public ImportVerdict? Verdict { get; init; }

    public int Page { get; init; } = 1;

    /// <summary>The kind that CSV has under the name of a document's list; null for none.</summary>
    public static PolicyKind? KindOf(string? name) => CsvFile.Kinds.Where(k => k.DocumentKey() == name).Select(k => (PolicyKind?)k).FirstOrDefault();

    /// <summary>Where a file is chosen that lists objects of the kind, or else a document.</summary>
    public static string AddressOf(PolicyKind kind) => new ImportQuery { Kind = KindOf(kind.DocumentKey()) }.Address;

    public string Address => Addresses.Of(
        Path,
        ("kind", Kind?.DocumentKey()),
        ("upload", Upload?.ToString()),
        ("remove", Removes ? "true" : ""),
        ("show", Verdict?.ToString().ToLowerInvariant()),
        ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""));
}
