using System.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>Paths as Envoy's <c>:path</c> header has them, raw and with the query.</summary>
internal static class PathPredicates
{
    private const string Query = @"(?:\?.*)?";
    private const string Continuation = "%[89AB][0-9A-F]";

    /// <summary>A byte that may only stand escaped, or a character beyond ASCII as its escaped UTF-8, without C1 controls and surrogates.</summary>
    private const string Escape =
        "%(?:2[02]|3[CE]|5[BDE]|60|7[BCD]"
        + $"|C2%[AB][0-9A-F]|(?:C[3-9A-F]|D[0-9A-F]){Continuation}"
        + $"|E0%[AB][0-9A-F]{Continuation}|E[1-9A-CEF](?:{Continuation}){{2}}|ED%[89][0-9A-F]{Continuation}"
        + $"|F0%[9AB][0-9A-F](?:{Continuation}){{2}}|F[1-3](?:{Continuation}){{3}}|F4%8[0-9A-F](?:{Continuation}){{2}})";

    private const string Character = $"(?:[A-Za-z0-9_~!$&'()*+,=:@-]|{Escape})";

    /// <summary>Any segment but the empty one and the two of dots alone.</summary>
    private const string Segment = $@"(?:\.{{0,2}}{Character}|\.{{3}})(?:{Character}|\.)*";

    /// <summary>Whether the path has the one spelling that every engine reads alike; its length is not looked at.</summary>
    public static Predicate IsCanonical { get; } = Inputs.Path.Matches($"(?:(?:/{Segment})+/?|/){Query}");

    /// <summary>Whether a canonical path is one of those that the template stands for.</summary>
    public static Predicate Of(PathTemplate template)
    {
        if (template.Segments.Contains(null))
            return Inputs.Path.Matches(Regex(template));
        if (!template.EndsWithRest)
            return Exactly(template.Text);
        var stem = template.Text[..^"/**".Length];
        return stem.Length == 0 ? Predicate.Always : Predicate.Any(Exactly(stem), Inputs.Path.StartsWith($"{stem}/"));
    }

    private static Predicate Exactly(string path) => Predicate.Any(Inputs.Path.Is(path), Inputs.Path.StartsWith($"{path}?"));

    private static string Regex(PathTemplate template)
    {
        var regex = new StringBuilder();
        foreach (var segment in template.Segments)
            regex.Append('/').Append(segment?.Replace(".", @"\.", StringComparison.Ordinal) ?? "[^/?]+");
        return regex.Append(template.EndsWithRest ? "(?:[/?].*)?" : Query).ToString();
    }
}
