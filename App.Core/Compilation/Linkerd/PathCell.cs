using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>Paths that the same templates match: a segment is one text, or any but some texts.</summary>
internal sealed record PathCell(ImmutableArray<PathStep> Steps, PathEnd End, ImmutableArray<PathTemplate> Templates)
{
    /// <summary>Whether it is one path.</summary>
    public bool IsExact => End is PathEnd.Here or PathEnd.Slash && Steps.All(s => s.Literal is not null);
}

/// <param name="Literal">The segment's text; null for any other than <paramref name="Others"/>, which no empty one is.</param>
internal sealed record PathStep(string? Literal, ImmutableArray<string> Others)
{
    public static PathStep Of(string literal) => new(literal, []);

    public static PathStep OtherThan(IEnumerable<string> literals) => new(null, [.. literals]);
}

/// <summary>How a path goes on after the last step.</summary>
internal enum PathEnd
{
    /// <summary>Not at all.</summary>
    Here,

    /// <summary>With a slash, and no more.</summary>
    Slash,

    /// <summary>With a slash, and whatever then comes.</summary>
    Below,

    /// <summary>Not at all or with a slash and whatever then comes.</summary>
    HereAndBelow,
}
