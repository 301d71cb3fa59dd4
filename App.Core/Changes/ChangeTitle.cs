using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Changes;

/// <summary>
/// What a change is called: a person's words, or else what it does. It becomes the revision's summary, which stays. The digest that an approval binds does not have it: that is of the policy
/// alone, and a signer works it out without the console's words. So that no approval stands beside words that its giver did not see, another title voids approvals as another patch does
/// (<see cref="Approvals.IsAnother"/>), and takes what was submitted back to editing.
/// </summary>
public static class ChangeTitle
{
    public const int MaxCharacters = 250;

    /// <summary>Of a sentence that serves as title: what is beyond it is read in the diff.</summary>
    private const int MaxSentence = 160;

    /// <summary>The title as it is stored; null for none.</summary>
    public static string? Clean(string? title) => string.IsNullOrWhiteSpace(title) ? null : title.Trim();

    /// <summary>Why a person's title is refused; null where it is not, or where there is none.</summary>
    public static string? Problem(string? title)
    {
        if (Clean(title) is not { } text)
            return null;
        if (text.Length > MaxCharacters)
            return string.Create(CultureInfo.InvariantCulture, $"the title has {text.Length} characters: use at most {MaxCharacters}, and say the rest in a comment");
        return Characters.FirstRefusedInLine(text) is { } refused
            ? $"the title holds the character {Characters.Show(refused)}: it is one line without control and direction characters, take it out"
            : null;
    }

    /// <summary>A title that was put together of names, made one that may be stored.</summary>
    public static string Fit(string title) => Characters.Excerpt(title.Trim(), MaxCharacters);

    /// <summary>What a change does, as its title: the first of what it does to access, or else to the configuration, and how much more there is. Null where it does neither.</summary>
    /// <param name="configuration">Asked only where no access changes.</param>
    public static string? Of(AccessDiff access, Func<ConfigurationDiff> configuration) => Of(access.Sentences) ?? Of(configuration().Sentences);

    /// <summary>Titles are plain text: quotes of names are left out.</summary>
    private static string? Of(ImmutableArray<string> sentences) => sentences.IsEmpty
        ? null
        : Characters.Excerpt(sentences[0].Replace("`", "", StringComparison.Ordinal), MaxSentence)
            + (sentences.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {sentences.Length - 1:N0} more"));
}
