using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>A rule with the methods that it speaks of in each cell, and the tokens that it is for.</summary>
internal sealed class RuleAtCells
{
    private readonly MethodSet[] methods;
    private readonly ImmutableArray<ConditionCase> conditions;
    private readonly Lazy<ImmutableArray<TokenCase>> tokens;

    public RuleAtCells(PrincipalDirectory directory, DeploymentRule rule, ImmutableArray<PathCell> cells)
    {
        Rule = rule;
        var templates = PathsOf(rule).Where(p => p.Cell.IsExpressible).ToArray();
        methods = [.. cells.Select(cell => templates.Where(t => t.Cell.Holds(cell)).Aggregate(MethodSet.None, (all, t) => all | t.Methods))];
        conditions = [.. ConditionCase.Of(rule.Grant.When)];
        tokens = new(() => [.. rule.Principals.Members.Select(p => TokenCase.Of(directory, p)).OfType<TokenCase>().SelectMany(WithConditions)]);
    }

    public DeploymentRule Rule { get; }

    public bool IsAllow => Rule.Effect == Effect.Allow;

    /// <summary>The tokens of the principals that it names.</summary>
    public ImmutableArray<TokenCase> Tokens => tokens.Value;

    public static IEnumerable<(MethodSet Methods, PathCell Cell)> PathsOf(DeploymentRule rule) =>
        rule.Permissions.SelectMany(p => p.Paths.Select(path => (p.Methods, PathCell.Of(path))));

    public bool Permits(MethodSet method, int cell) => methods[cell].Contains(method);

    public bool IsFor(Principal? principal) => Rule.IsForAnyone || (principal is not null && Rule.Principals.Contains(principal));

    /// <summary>The tokens among these that meet the conditions.</summary>
    public IEnumerable<TokenCase> WithConditions(TokenCase tokens) => conditions.Select(tokens.And).OfType<TokenCase>();
}
