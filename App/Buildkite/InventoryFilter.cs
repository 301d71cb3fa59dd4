using AccessConsole.Core.Inventory;

namespace AccessConsole.Buildkite;

/// <summary>Narrows a compared organization, the same for page and API.</summary>
public static class InventoryFilter
{
    /// <param name="standing">Null for any.</param>
    /// <param name="text">Words, each of which must stand in name, slug, UUID, repository, a tag or the name in the policy.</param>
    public static IEnumerable<PipelineComparison> Apply(IEnumerable<PipelineComparison> pipelines, PipelineStanding? standing, string? text)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return pipelines.Where(p => (standing is null || p.Standing == standing) && words.All(w => Mentions(p, w)));
    }

    private static bool Mentions(PipelineComparison compared, string word) =>
        Has(compared.Slug, word) || Has(compared.Name, word) || Has(compared.InPolicy?.Name, word) || Has(compared.Id?.ToString(), word)
        || Has(compared.Seen?.Pipeline.Repository, word) || compared.Seen?.Pipeline.Tags.Any(t => Has(t, word)) == true;

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}
