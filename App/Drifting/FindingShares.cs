namespace AccessConsole.Drifting;

/// <summary>
/// How much of what is found each token may bring about. Names and revisions are made up by whoever holds one: so many findings a day and no more, so that it floods no webhook and no memory, and
/// leaves room for the others.
/// </summary>
internal sealed class FindingShares
{
    /// <summary>How many findings of one token are told in a day.</summary>
    public const int PerToken = 50;

    private readonly Dictionary<Guid, HashSet<string>> told = [];
    private DateOnly day;

    /// <returns>False where the token has had its share; what was told today is told again.</returns>
    public bool Take(Guid token, string key, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (day != today)
        {
            told.Clear();
            day = today;
        }

        if (!told.TryGetValue(token, out var keys))
            told[token] = keys = new HashSet<string>(StringComparer.Ordinal);
        return keys.Contains(key) || (keys.Count < PerToken && keys.Add(key));
    }
}
