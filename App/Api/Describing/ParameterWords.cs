namespace AccessConsole.Api.Describing;

/// <summary>What parameters mean that stand for the same wherever they stand; any other says it where it is declared.</summary>
internal static class ParameterWords
{
    /// <summary>Beyond any name, word or template that there is; a server takes no longer line.</summary>
    public const int MaxLength = 4096;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["limit"] = "How many at most; what is beyond the bounds is taken as the nearest of them.",
        ["after"] = "Where the page begins, as the header `Link` of the page before has it.",
        ["id"] = "Its id, as answers name it.",
        ["number"] = "The number of the revision.",
        ["revision"] = "Of which revision; of the newest where it may be left out.",
        ["environment"] = "The name of an environment; where it may be left out, all of them.",
        ["in"] = "Which policy is asked: `current`, `revision:12`, `draft:ID` or `at:TIME`. What is in force where it is left out.",
    };

    /// <returns>Null where the parameter has to say it itself.</returns>
    public static string? Find(string name) => Words.GetValueOrDefault(name);
}
