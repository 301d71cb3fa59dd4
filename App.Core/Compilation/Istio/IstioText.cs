using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>
/// Texts as Istio's string matching reads them: a star at either end is a wildcard, alone it is any text but the empty one, and the empty
/// text cannot be written at all.
/// </summary>
internal static class IstioText
{
    /// <summary>Any text but the empty one.</summary>
    public const string Any = "*";

    /// <summary>Whether Istio would take the text for itself and nothing else.</summary>
    public static bool IsPlain(string text) => text.Length > 0 && text[0] != '*' && text[^1] != '*';

    /// <exception cref="ArgumentException">The text would match more than itself.</exception>
    public static string Exact(string text) =>
        IsPlain(text) ? text : throw new ArgumentException($"Istio would read `{text}` as a wildcard", nameof(text));

    /// <summary>An exact text or a prefix, which Istio and the policy write alike.</summary>
    public static string Of(Pattern pattern) => pattern.IsPrefix ? pattern.Stem + Any : Exact(pattern.Text);

    /// <summary>A principal is a SPIFFE ID without its scheme.</summary>
    public static string Of(SpiffeId id) => id.TrustDomain + id.Path;

    /// <summary>Whatever lies beside the principal in its path, or under that.</summary>
    public static string FolderOf(SpiffeId id) => id.TrustDomain + id.Path[..(id.Path.LastIndexOf('/') + 1)] + Any;

    public static string TrustDomainOf(SpiffeId id) => $"{id.TrustDomain}/{Any}";

    /// <summary>
    /// The paths that together are the template. A path's one-segment wildcard stands in a template of Istio's, and there the rest is
    /// <c>{**}</c>, which needs the slash before it; without one, a prefix says the rest.
    /// </summary>
    public static IEnumerable<string> Of(PathTemplate template)
    {
        if (!template.EndsWithRest)
            return [template.Text];
        var stem = template.Text[..^"/**".Length];
        if (template.Segments.Contains(null))
            return [stem, stem + "/{**}"];
        return stem.Length == 0 ? ["/*"] : [stem, stem + "/*"];
    }
}
