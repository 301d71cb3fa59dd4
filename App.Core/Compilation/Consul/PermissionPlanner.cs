using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Plans what a source may do, cell by cell, and remembers which denies could not be taken out of which allows.</summary>
internal sealed class PermissionPlanner
{
    private readonly PrincipalDirectory directory;
    private readonly Deployment deployment;
    private readonly ImmutableArray<PathCell> cells;
    private readonly ImmutableArray<RuleAtCells> rules;
    private readonly ImmutableArray<HeaderMatch> withoutToken;
    private readonly ImmutableArray<TokenCase> anyToken;

    public PermissionPlanner(PrincipalDirectory directory, DeploymentPolicy policy, ImmutableArray<PathCell> cells)
    {
        (this.directory, deployment, this.cells) = (directory, policy.Deployment, cells);
        rules = [.. policy.Rules.Select(r => new RuleAtCells(directory, r, cells))];
        withoutToken = [.. TokenHeaders.Of(directory).Select(HeaderMatch.Absent)];
        anyToken = [.. directory.Providers.Where(p => p.Oidc is not null).Select(p => new TokenCase(p.Name, null, ValueMap.Empty))];
    }

    /// <summary>Allow and deny grants of which Consul cannot say that the second takes from the first.</summary>
    public SortedSet<(string Allow, string Deny)> Unsubtracted { get; } = [];

    public PlannedSource Of(IntentionSource source)
    {
        var planned = cells.Index().SelectMany(cell => At(source, cell.Index)).Concat(Ungoverned(source)).ToList();
        // A denial with nothing allowed after it says what is so anyway.
        planned.RemoveRange(planned.FindLastIndex(p => p.IsAllowed) + 1, planned.Count - planned.FindLastIndex(p => p.IsAllowed) - 1);
        return planned.Count == 0 ? PlannedSource.Denied(source.Name) : new PlannedSource(source.Name, false, [.. OverridingHeaders.Denied(deployment), .. planned]);
    }

    /// <summary>One cell: methods of which the same rules speak share their permissions.</summary>
    private IEnumerable<PlannedPermission> At(IntentionSource source, int cell)
    {
        var groups = MethodSet.KnownNames.Select(name => MethodSet.Of([name]))
            .Select(method => (Method: method, Rules: rules.Where(r => r.Permits(method, cell)).ToArray()))
            .Where(m => m.Rules.Length > 0)
            .GroupBy(m => string.Join(' ', m.Rules.Select(r => r.Rule.Grant.Name)), StringComparer.Ordinal);
        return from same in groups
               let methods = same.Aggregate(MethodSet.None, (all, m) => all | m.Method)
               from permission in Permissions(source, same.First().Rules)
               from path in cells[cell].Matches()
               select permission with { Path = path, Methods = methods };
    }

    /// <summary>INVARIANT (each cell decides): requests of a cell meet a permission of their own, so that none falls through to a wider one.</summary>
    private IEnumerable<PlannedPermission> Permissions(IntentionSource source, RuleAtCells[] spoken)
    {
        if (IsAllowedWithoutToken(source, spoken))
            yield return new PlannedPermission(true, null, MethodSet.None, withoutToken, []);
        var tokens = !source.TakesTokens ? [] : Simplified(spoken.Where(r => r.IsAllow).SelectMany(r => Tokens(source, r).Where(t => IsLeft(r, t, spoken))));
        yield return new PlannedPermission(!tokens.IsEmpty, null, MethodSet.None, [], tokens);
    }

    private static bool IsAllowedWithoutToken(IntentionSource source, RuleAtCells[] spoken)
    {
        // Without a token every condition is unknown: what denies under one denies, what allows under one does not.
        var mine = spoken.Where(r => r.IsFor(source.Principal)).ToArray();
        return mine.All(r => r.IsAllow) && (source.IsUngoverned || mine.Any(r => r.Rule.Grant.When.IsEmpty));
    }

    private IEnumerable<TokenCase> Tokens(IntentionSource source, RuleAtCells rule)
    {
        if (!rule.Rule.IsForAnyone)
            return source.IsOwned ? rule.Tokens.Where(t => source.Owners.Contains(t.Principal!)) : rule.Tokens;
        var callers = source.IsOwned ? source.Owners.Select(p => TokenCase.Of(directory, p)).OfType<TokenCase>() : anyToken;
        return callers.SelectMany(rule.WithConditions);
    }

    private bool IsLeft(RuleAtCells allow, TokenCase tokens, RuleAtCells[] spoken)
    {
        foreach (var deny in spoken.Where(r => !r.IsAllow))
        {
            var reach = DenyReaches.Of(deny.Rule, tokens);
            if (reach == DenyReach.All)
                return false;
            if (reach == DenyReach.Some)
                Unsubtracted.Add((allow.Rule.Grant.Name, deny.Rule.Grant.Name));
        }

        return true;
    }

    private static ImmutableArray<TokenCase> Simplified(IEnumerable<TokenCase> tokens)
    {
        var distinct = tokens.DistinctBy(t => (t.Provider, t.Claims)).ToArray();
        // Only tokens of one principal, or of anyone, can hold one another's claims.
        var byPrincipal = distinct.ToLookup(t => t.Principal);
        var ofAnyone = distinct.Where(t => t.Principal is null).ToArray();
        return
        [
            .. distinct.Where(t => !byPrincipal[t.Principal].Concat(ofAnyone).Any(other => !ReferenceEquals(other, t) && other.Subsumes(t)))
                .OrderBy(t => t.Provider, StringComparer.Ordinal).ThenBy(t => string.Join('\n', t.Claims.Select(c => $"{c.Key}\t{c.Value}")), StringComparer.Ordinal),
        ];
    }

    /// <summary>Whom isolation leaves alone may do whatever no grant denies; odd methods too, but not as a way around a grant that denies something.</summary>
    private IEnumerable<PlannedPermission> Ungoverned(IntentionSource source)
    {
        if (!source.IsUngoverned)
            return [];
        var isDeniedSomething = rules.Any(r => !r.IsAllow && r.IsFor(source.Principal));
        return [new PlannedPermission(true, PathMatch.Everything, isDeniedSomething ? MethodSet.All : MethodSet.None, withoutToken, [])];
    }
}
