using System.Diagnostics.CodeAnalysis;

namespace AccessConsole.Core.Model;

/// <summary>An exact text, or a prefix written with a final <c>*</c>. Every engine can say these exactly.</summary>
public sealed record Pattern
{
    public const int MaxLength = 200;

    private Pattern(string text)
    {
        Text = text;
        IsUuid = Guid.TryParseExact(text, "D", out _);
    }

    public string Text { get; }

    /// <summary>Whether the text is a UUID, which in a queue or cluster condition speaks of the id and not of the key.</summary>
    public bool IsUuid { get; }

    public bool IsPrefix => Text.EndsWith('*');

    /// <summary>The text to equal, or the prefix without its star.</summary>
    public string Stem => IsPrefix ? Text[..^1] : Text;

    public static Pattern Parse(string text) =>
        TryParse(text, out var pattern, out var error) ? pattern : throw new FormatException(error);

    public static bool TryParse(string text, [NotNullWhen(true)] out Pattern? pattern, [NotNullWhen(false)] out string? error)
    {
        error = text switch
        {
            "" => "an empty pattern matches nothing: give the text to match",
            { Length: > MaxLength } => $"a pattern is at most {MaxLength} characters long",
            _ when text.AsSpan(0, text.Length - 1).Contains('*') => $"pattern `{text}` has `*` before its end: a pattern is exact or a prefix ending in `*`",
            _ => null,
        };
        pattern = error is null ? new Pattern(text) : null;
        return error is null;
    }

    /// <summary>The same where the text is no UUID; else the UUID in lower case, the one spelling that tokens have.</summary>
    public Pattern InTokensSpelling() => IsUuid ? new Pattern(Guid.ParseExact(Text, "D").ToString("D")) : this;

    public bool Matches(ReadOnlySpan<char> value) =>
        IsPrefix ? value.StartsWith(Text.AsSpan(0, Text.Length - 1)) : value.SequenceEqual(Text);

    public override string ToString() => Text;
}
