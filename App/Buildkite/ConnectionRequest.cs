using System.Text.RegularExpressions;
using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Buildkite;

/// <summary>A connection as it is asked for.</summary>
public sealed partial record ConnectionRequest
{
    internal const string Code = "buildkite_connection";
    private const int MaxToken = 500;

    /// <summary>The organization's slug.</summary>
    public string? Organization { get; init; }

    /// <summary>A token of the organization's that may read its pipelines and clusters.</summary>
    public string? Token { get; init; }

    /// <summary>Null for Buildkite's own.</summary>
    public string? Address { get; init; }

    /// <summary>The address as it is stored: scheme, host and port.</summary>
    internal string Origin => string.IsNullOrWhiteSpace(Address) ? BuildkiteApi.DefaultAddress : new Uri(Address.Trim()).GetLeftPart(UriPartial.Authority);

    /// <summary>Everything that is wrong with it.</summary>
    internal IReadOnlyList<Diagnostic> Problems(bool isDevelopment) => [.. All(isDevelopment)];

    internal static IEnumerable<Diagnostic> TokenProblems(string? token)
    {
        if (string.IsNullOrWhiteSpace(token))
            yield return Problem("/token", $"`token` is missing: make an API access token at Buildkite with the scopes {BuildkiteRequests.Scopes}");
        else if (token.Trim().Length > MaxToken || token.Trim().Any(c => !char.IsAscii(c) || char.IsWhiteSpace(c) || char.IsControl(c)))
            yield return Problem("/token", "`token` is no API access token: copy it as Buildkite showed it, one line without spaces");
    }

    private IEnumerable<Diagnostic> All(bool isDevelopment)
    {
        if (Organization is null || !Slug().IsMatch(Organization.Trim()))
            yield return Problem("/organization", "`organization` is no slug: take it from the organization's address, https://buildkite.com/SLUG");
        foreach (var problem in TokenProblems(Token))
            yield return problem;
        if (!string.IsNullOrWhiteSpace(Address) && !IsOrigin(Address.Trim(), isDevelopment))
            yield return Problem("/address", "`address` is no https address of a host alone, such as https://api.buildkite.com");
    }

    private static bool IsOrigin(string address, bool isDevelopment) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (isDevelopment && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static Diagnostic Problem(string pointer, string message) => new(Code, Severity.Error, message, pointer);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,254}\z")]
    private static partial Regex Slug();
}
