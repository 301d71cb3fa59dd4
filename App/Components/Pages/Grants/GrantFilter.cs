using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>Which grants a query means.</summary>
public static class GrantFilter
{
    public static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static bool IsExpiring(Grant grant, DateTimeOffset now) => grant.Expires is { } end && end > now && end - now <= Soon;

    /// <summary>Everybody of a kind: anyone, all pipelines or all workloads.</summary>
    public static bool IsBroad(Grant grant) => grant.Principals is { Anyone: true } or { Pipelines: Selector.All } or { Workloads: Selector.All };

    public static bool Matches(Grant grant, GrantQuery query, DateTimeOffset now) =>
        (query.Effect.Length == 0 || Words.Of(grant.Effect) == query.Effect)
        && (query.Environment.Length == 0 || grant.Environments.Contains(query.Environment))
        && MatchesExpiry(grant, query.Expiry, now)
        && (query.Conditions.Length == 0 || grant.When.IsEmpty == (query.Conditions == "no"))
        && (!query.Broad || IsBroad(grant))
        && MatchesText(grant, query.Text.Trim());

    private static bool MatchesExpiry(Grant grant, string expiry, DateTimeOffset now) => expiry switch
    {
        "soon" => IsExpiring(grant, now),
        "expired" => grant.Expires <= now,
        "never" => grant.Expires is null,
        _ => true,
    };

    /// <summary>Every word must stand somewhere in the grant.</summary>
    private static bool MatchesText(Grant grant, string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Has(grant.Name, word) && !Has(grant.Role, word) && !Has(grant.Reason, word) && !grant.Environments.Any(e => Has(e, word))
                && !Names(grant.Principals.Pipelines, word) && !Names(grant.Principals.Workloads, word) && !(grant.Principals.Anyone && Has("anyone", word)))
                return false;
        }

        return true;
    }

    private static bool Names(Selector? selector, string word) => selector switch
    {
        Selector.Names names => names.Values.Any(n => Has(n, word)),
        Selector.Labels labels => labels.Values.Any(l => Has($"{l.Key}={l.Value}", word)),
        _ => false,
    };

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false;
}
