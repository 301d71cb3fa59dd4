using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>Changes of access in words: one sentence for all identities, and then all services, to which the same happens.</summary>
internal sealed class AccessSentences
{
    private const int MaxListed = 3;
    private const int MaxExamples = 6;

    private readonly PrincipalGroups groups;

    private AccessSentences(PrincipalGroups groups) => this.groups = groups;

    /// <param name="known">All principals, of which a group may be exactly those with certain labels.</param>
    public static ImmutableArray<AccessSentence> Of(ImmutableArray<AccessChange> changes, ImmutableArray<Principal> known) => new AccessSentences(new PrincipalGroups(known)).Sentences(changes);

    private ImmutableArray<AccessSentence> Sentences(ImmutableArray<AccessChange> changes)
    {
        var moves = changes.GroupBy(c => (c.Environment, c.Service)).Where(g => g.Select(c => c.Target).Distinct().Count() > 1).Select(g => g.Key).ToHashSet();
        var services = changes
            .GroupBy(c => (c.Environment, c.Direction, Place: Place(c, moves.Contains((c.Environment, c.Service))), Regions: string.Join('\n', c.Regions)))
            .Select(g => (g.Key.Environment, g.Key.Direction, g.Key.Place, g.Key.Regions, Who: Who([.. g]), Examples: g.Take(MaxExamples)));
        // The same on the same services in several environments is said once.
        return
        [
            .. services.GroupBy(s => (s.Environment, s.Direction, s.Who, s.Regions))
                .Select(g => (g.Key, Places: Listed([.. g.Select(s => s.Place)]), All: string.Join('\n', g.Select(s => s.Place)), Examples: g.SelectMany(s => s.Examples).Take(MaxExamples)))
                .GroupBy(s => (s.Key.Direction, s.Key.Who, s.Key.Regions, s.All))
                .Select(g => new AccessSentence(
                    Sentence(g.Key.Who, g.Key.Direction, $"on {g.First().Places} in {Joined([.. g.Select(s => s.Key.Environment)])}", g.First().Examples.First().PlainRegions),
                    [.. g.SelectMany(s => s.Examples).Take(MaxExamples)])),
        ];
    }

    private static string Sentence((string Text, bool IsOne) who, AccessDirection direction, string where, ImmutableArray<AccessRegion> regions)
    {
        var verb = (direction, who.IsOne) switch
        {
            (AccessDirection.Gained, true) => "gains",
            (AccessDirection.Gained, false) => "gain",
            (AccessDirection.Lost, true) => "loses",
            (AccessDirection.Lost, false) => "lose",
        };
        return $"{who.Text} {verb} {RegionWords.Of(regions, where)}";
    }

    private static string Place(AccessChange change, bool isMoved) => isMoved ? $"`{change.Service}` at {change.Target}" : $"`{change.Service}`";

    private (string Text, bool IsOne) Who(ImmutableArray<AccessChange> changes)
    {
        var principals = changes.Select(c => c.Identity).Where(i => i.Principal is not null).ToLookup(i => i.Principal!.Value);
        string[] names = [.. Names(principals), .. changes.Where(c => c.Identity.Principal is null).Select(c => c.Identity.Name + Exceptions(c))];
        return (Joined(names), changes.Select(c => c.Identity.Principal?.ToString() ?? c.Identity.Key).Distinct().Count() == 1);
    }

    /// <summary>Those of a class for whom something else holds: by name while they are few.</summary>
    private static string Exceptions(AccessChange change) => change.Except.Length switch
    {
        0 => "",
        <= MaxListed => $" (but for {Joined([.. change.Except.Select(e => e.Name)])})",
        var count => $" (but for {count} identities that have rules of their own)",
    };

    private IEnumerable<string> Names(ILookup<PolicyReference, IdentityRef> principals)
    {
        if (principals.Count <= MaxListed)
            return principals.OrderBy(p => p.Key).Select(p => OneName(p.Key, [.. p]));
        return principals.GroupBy(p => p.Key.Kind).OrderBy(g => g.Key)
            .Select(g => g.Count() <= MaxListed
                ? Joined([.. g.OrderBy(p => p.Key).Select(p => OneName(p.Key, [.. p]))])
                : $"{groups.Phrase(g.Key, [.. g.Select(p => p.First().Labels)])} ({Listed([.. g.Select(p => p.Key.Name).Order(StringComparer.Ordinal).Select(Quoted.Text)])})");
    }

    /// <summary>Two identities of one principal are told apart only where not both change alike.</summary>
    private static string OneName(PolicyReference principal, ImmutableArray<IdentityRef> identities) => identities switch
    {
        [var only] => only.Name,
        _ => $"`{principal.Name}`",
    };

    private static string Listed(string[] names) =>
        names.Length <= MaxListed ? Joined(names) : $"{string.Join(", ", names.Take(MaxListed))} and {names.Length - MaxListed} more";

    private static string Joined(string[] names) => names.Length <= 1 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
