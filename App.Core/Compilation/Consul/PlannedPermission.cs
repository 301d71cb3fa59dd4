using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>One permission of a source: from the top, the first whose path, methods and headers fit a request decides it.</summary>
/// <param name="Path">Null for any.</param>
/// <param name="Methods">None for any.</param>
/// <param name="Tokens">The tokens of which the request must carry one; none where it need not.</param>
internal sealed record PlannedPermission(
    bool IsAllowed, PathMatch? Path, MethodSet Methods, ImmutableArray<HeaderMatch> Headers, ImmutableArray<TokenCase> Tokens)
{
    private const int Overhead = 110;

    /// <summary>About how many characters it takes.</summary>
    /// <param name="provider">The length of a provider's name.</param>
    public int Size(int provider) =>
        Overhead + (Path?.Value.Length ?? 0) + (Methods.Count * 10) + Headers.Sum(h => h.Size) + Tokens.Sum(t => t.Size + provider);
}

/// <summary>What a permission asks of a header.</summary>
/// <param name="Regex">What it must be in full; null where it need only be there.</param>
/// <param name="Invert">The contrary; of a header that is missing only where no <paramref name="Regex"/> is asked.</param>
internal sealed record HeaderMatch(string Name, string? Regex = null, bool Invert = false)
{
    private const int Overhead = 50;

    public int Size => Overhead + Name.Length + (Regex?.Length ?? 0);

    public static HeaderMatch Absent(string name) => new(name, Invert: true);
}

/// <summary>What one source may do.</summary>
/// <param name="Name">A Consul service, or <c>*</c> for every other.</param>
/// <param name="IsAllowed">Where there are no permissions.</param>
internal sealed record PlannedSource(string Name, bool IsAllowed, ImmutableArray<PlannedPermission> Permissions)
{
    public const string Others = "*";
    private const int Overhead = 60;

    public bool Opens => IsAllowed || !Permissions.IsEmpty;

    public int Size(int provider) => Overhead + Name.Length + Permissions.Sum(p => p.Size(provider));

    public static PlannedSource Denied(string name) => new(name, false, []);
}
