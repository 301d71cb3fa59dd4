using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Tokens that a permission accepts: of one provider, with these claims as texts, each to the letter.</summary>
/// <param name="Provider">The identity provider's name.</param>
/// <param name="Principal">Whom they name; null for whoever it is.</param>
/// <param name="HasNoTag">Whether the policy means builds without a tag only, of which Consul sees nothing.</param>
internal sealed record TokenCase(string Provider, Principal? Principal, ValueMap Claims, bool HasNoTag = false)
{
    private const int Overhead = 45;

    /// <summary>About how many characters it takes, without the name of its provider.</summary>
    public int Size => Overhead + Claims.Sum(c => c.Key.Length + c.Value.Length + Overhead);

    public static TokenCase? Of(PrincipalDirectory directory, Principal principal) =>
        TokenName.Of(directory, principal) is { } name ? new TokenCase(TokenName.ProviderOf(principal)!, principal, new ValueMap(name.Claims)) : null;

    /// <summary>Null where no token says both.</summary>
    public TokenCase? And(ConditionCase condition)
    {
        foreach (var (name, value) in condition.Claims)
        {
            if (Claims.TryGetValue(name, out var said) && said != value)
                return null;
        }

        return this with { Claims = new ValueMap(Claims.Concat(condition.Claims).DistinctBy(c => c.Key)), HasNoTag = HasNoTag || condition.HasNoTag };
    }

    /// <summary>Whether each token of the other is one of these.</summary>
    public bool Subsumes(TokenCase other) => Provider == other.Provider && other.Claims.Contains(Claims);
}
