using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Validation.Checks;

namespace AccessConsole.Core.Scopes;

/// <summary>Where a role holds: in some environments or all, for services with some labels or all.</summary>
/// <param name="Environments">Alternatives; empty stands for everywhere.</param>
/// <param name="Labels">All must hold, each key once, in ordinal order of keys; empty stands for every service, and for what is no service's.</param>
public sealed record RoleScope(ValueList<string> Environments, ValueList<LabelChoice> Labels)
{
    /// <summary>How many environments and labels together one scope may name.</summary>
    public const int MaxParts = 1000;
    private const int MaxLabelValue = 255;

    public static RoleScope Everywhere { get; } = new([], []);

    public bool IsEverywhere => Environments.Count == 0 && Labels.Count == 0;

    public bool Covers(Place place) =>
        (Environments.Count == 0 || (place.Environment is { } environment && Environments.Contains(environment)))
        && (Labels.Count == 0 || (place.Labels is { } labels && Labels.All(choice => choice.Holds(labels))));

    /// <summary>Whether every place that the other covers is covered here too.</summary>
    public bool Includes(RoleScope other) =>
        (Environments.Count == 0 || (other.Environments.Count > 0 && other.Environments.All(e => Environments.Contains(e))))
        && Labels.All(choice => other.Labels.Any(choice.Includes));

    /// <summary>What both cover; null where that is nothing, or more than one scope can name.</summary>
    public RoleScope? Intersect(RoleScope other)
    {
        var environments = Environments.Count == 0 ? other.Environments : other.Environments.Count == 0 ? Environments : Environments.Where(other.Environments.Contains).ToValueList();
        ValueList<LabelChoice> labels =
        [
            .. Labels.Concat(other.Labels).GroupBy(choice => choice.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new LabelChoice(group.Key, group.Skip(1).Aggregate(group.First().Values, (values, choice) => values.Where(choice.Values.Contains).ToValueList()))),
        ];
        var isNothing = (environments.Count == 0 && Environments.Count + other.Environments.Count > 0) || labels.Any(choice => choice.Values.Count == 0);
        return isNothing || environments.Count + labels.Sum(choice => choice.Values.Count) > MaxParts ? null : new RoleScope(environments, labels);
    }

    /// <summary>Reads environments and labels as people write them, such as <c>staging,team=payments,team=ledger</c>.</summary>
    /// <exception cref="FormatException">A part is neither; the message names it.</exception>
    public static RoleScope Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > MaxParts)
            throw new FormatException($"a scope names at most {MaxParts} environments and labels");
        return new RoleScope(
            parts.Where(part => !part.Contains('=', StringComparison.Ordinal)).Select(Environment).Distinct().ToValueList(),
            LabelsOf(parts.Where(part => part.Contains('=', StringComparison.Ordinal)).Select(Label)));
    }

    /// <summary>Labels with several values of one key taken together.</summary>
    /// <exception cref="FormatException">A label cannot be written in a scope; the message names it.</exception>
    public static ValueList<LabelChoice> LabelsOf(IEnumerable<(string Key, string Value)> labels) =>
    [
        .. labels.Select(Checked).GroupBy(label => label.Key, label => label.Value, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new LabelChoice(group.Key, group.Distinct().Order(StringComparer.Ordinal).ToValueList())),
    ];

    /// <summary>As <see cref="Parse"/> reads it; empty for everywhere.</summary>
    public override string ToString() =>
        string.Join(',', Environments.Concat(Labels.SelectMany(choice => choice.Values.Select(value => $"{choice.Key}={value}"))));

    private static string Environment(string part) =>
        Texts.IsName(part) ? part : throw new FormatException($"`{part}` is no environment and no label such as team=payments");

    private static (string Key, string Value) Label(string part)
    {
        var middle = part.IndexOf('=', StringComparison.Ordinal);
        return (part[..middle], part[(middle + 1)..]);
    }

    // INVARIANT (scopes): what holds a comma would be read back as another scope.
    private static (string Key, string Value) Checked((string Key, string Value) label) =>
        Texts.IsLabelKey(label.Key) && label.Value.Length is > 0 and <= MaxLabelValue && !label.Value.Contains(',', StringComparison.Ordinal)
            && label.Value.Trim().Length == label.Value.Length && Characters.FirstRefusedInLine(label.Value) is null
            ? label
            : throw new FormatException($"`{label.Key}={label.Value}` is no label of a scope: write key=value, the value without commas and without spaces at its ends");
}
