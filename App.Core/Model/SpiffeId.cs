using System.Diagnostics.CodeAnalysis;

namespace AccessConsole.Core.Model;

/// <summary>A valid SPIFFE ID of a workload, with scheme and trust domain in lower case (SPIFFE-ID standard, sections 2 and 3).</summary>
public readonly record struct SpiffeId
{
    private const string Scheme = "spiffe://";
    public const int MaxLength = 2048;
    public const int MaxTrustDomainLength = 255;

    private SpiffeId(string text, int trustDomainLength)
    {
        Text = text;
        TrustDomain = text.Substring(Scheme.Length, trustDomainLength);
        Path = text[(Scheme.Length + trustDomainLength)..];
    }

    public string Text { get; }

    public string TrustDomain { get; }

    /// <summary>Begins with a slash; never empty, since a workload's SPIFFE ID has a path.</summary>
    public string Path { get; }

    public static bool TryParse([NotNullWhen(true)] string? text, out SpiffeId id)
    {
        id = default;
        if (text is null || text.Length > MaxLength || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var slash = text.IndexOf('/', Scheme.Length);
        if (slash < 0)
            return false;
        var trustDomain = text[Scheme.Length..slash].ToLowerInvariant();
        if (!IsTrustDomain(trustDomain) || !IsPath(text.AsSpan(slash)))
            return false;
        id = new SpiffeId(Scheme + trustDomain + text[slash..], trustDomain.Length);
        return true;
    }

    public static SpiffeId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"`{text}` is not a SPIFFE ID");

    public static bool IsTrustDomain(string text)
    {
        if (text.Length is 0 or > MaxTrustDomainLength)
            return false;
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_'))
                return false;
        }

        return true;
    }

    /// <summary>Whether the text is one or more non-empty segments, each after a slash, none of them a dot segment.</summary>
    public static bool IsPath(ReadOnlySpan<char> path)
    {
        if (path.Length < 2 || path[0] != '/')
            return false;
        foreach (var range in path[1..].Split('/'))
        {
            var segment = path[1..][range];
            if (segment.IsEmpty || segment is "." or "..")
                return false;
            foreach (var c in segment)
            {
                if (!(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
                    return false;
            }
        }

        return true;
    }

    public override string ToString() => Text;
}
