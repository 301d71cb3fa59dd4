using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>Which grants a query means. Made once for each question: it is asked of every grant there is.</summary>
public sealed class GrantFilter(GrantQuery query, DateTimeOffset now)
{
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    private readonly string[] words = query.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool IsExpiring(Grant grant, DateTimeOffset now) => grant.Expires is { } end && end > now && end - now <= Soon;

    /// <summary>Everybody of a kind: anyone, all pipelines or all workloads.</summary>
    public static bool IsBroad(Grant grant) => grant.Principals is { Anyone: true } or { Pipelines: Selector.All } or { Workloads: Selector.All };

    public bool Matches(Grant grant) =>
        (query.Effect.Length == 0 || Words.Of(grant.Effect) == query.Effect)
        && (query.Environment.Length == 0 || grant.Environments.Contains(query.Environment))
        && MatchesExpiry(grant)
        && (query.Conditions.Length == 0 || grant.When.IsEmpty == (query.Conditions == "no"))
        && (!query.Broad || IsBroad(grant))
        && MatchesText(grant);

    private bool MatchesExpiry(Grant grant) => query.Expiry switch
    {
        "soon" => IsExpiring(grant, now),
        "expired" => grant.Expires <= now,
        "never" => grant.Expires is null,
        _ => true,
    };

    /// <summary>Every word must stand somewhere in the grant.</summary>
    private bool MatchesText(Grant grant)
    {
        foreach (var word in words)
        {
            if (!Has(grant.Name, word) && !Has(grant.Role, word) && !Has(grant.Reason, word) && !Has(grant.Environments, word)
                && !Names(grant.Principals.Pipelines, word) && !Names(grant.Principals.Workloads, word) && !(grant.Principals.Anyone && Has("anyone", word)))
                return false;
        }

        return true;
    }

    private static bool Names(Selector? selector, string word) => selector switch
    {
        Selector.Names names => Has(names.Values, word),
        Selector.Labels labels => labels.Values.Any(l => Has($"{l.Key}={l.Value}", word)),
        _ => false,
    };

    private static bool Has(ValueList<string> texts, string word)
    {
        foreach (var text in texts)
        {
            if (Has(text, word))
                return true;
        }

        return false;
    }

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false;
}
