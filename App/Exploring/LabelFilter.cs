using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>Chooses named and labelled things by words, each of which must stand in the name or in a label written <c>key=value</c>, and by team.</summary>
/// <param name="Text">Words; <c>name=…</c> wants exactly that name.</param>
/// <param name="Team">The value of the label <c>team</c>, <see cref="NoTeam"/> for none; empty for any.</param>
public readonly record struct LabelFilter(string Text, string Team)
{
    /// <summary>Stands for what has no team. No label can have this value.</summary>
    public const string NoTeam = "-";

    private const string TeamLabel = "team";
    private const string ExactName = "name=";

    public bool IsEmpty => Text.Length == 0 && Team.Length == 0;

    public static string TeamOf(ValueMap labels) => labels.TryGetValue(TeamLabel, out var team) ? team : NoTeam;

    public bool Matches(string name, ValueMap labels)
    {
        if (Team.Length > 0 && TeamOf(labels) != Team)
            return false;
        foreach (var word in Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith(ExactName, StringComparison.Ordinal) ? word[ExactName.Length..] != name : !Holds(name, labels, word))
                return false;
        }

        return true;
    }

    private static bool Holds(string name, ValueMap labels, string word)
    {
        if (name.Contains(word, StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var (key, value) in labels)
        {
            if ($"{key}={value}".Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
