using AccessConsole.Api.Analysis;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Policy;

/// <summary>What one policy lets through that another does not, and every setting in which they differ.</summary>
/// <param name="From">What was compared, such as <c>revision 12</c>.</param>
/// <param name="At">From when on access counts.</param>
public sealed record PolicyDiffJson(string From, string To, DateTimeOffset At, AccessDiffJson Access, ConfigurationDiffJson Configuration)
{
    public static PolicyDiffJson Of(PolicySide from, PolicySide to, int skip, int limit)
    {
        var later = PolicySides.Beside(from.Policy, to.Policy);
        var access = AccessDiff.Between(from.Policy, later, to.At);
        var configuration = ConfigurationDiff.Between(from.Policy, later);
        return new PolicyDiffJson(
            from.Name, to.Name, to.At,
            new AccessDiffJson(access.GainedCount, access.LostCount, access.Sentences, [.. access.Environments], access.Digest, [.. access.Changes.Skip(skip).Take(limit).Select(AccessChangeJson.Of)]),
            new ConfigurationDiffJson(configuration.Sentences, [.. configuration.Environments], [.. configuration.Changes.Select(ConfigurationChangeJson.Of)]));
    }
}

/// <param name="Gained">How many pairs of identity, or class of identities, and deployment gain something.</param>
/// <param name="Sentences">One for all to whom the same happens.</param>
/// <param name="Digest">The SHA-256 of the whole.</param>
/// <param name="Changes">A page of them, one for each identity and deployment.</param>
public sealed record AccessDiffJson(
    int Gained, int Lost, IReadOnlyList<string> Sentences, IReadOnlyList<string> Environments, string Digest, IReadOnlyList<AccessChangeJson> Changes);

/// <param name="Direction"><c>gained</c> or <c>lost</c>.</param>
/// <param name="Identity">What the credential proves; a class where no rule names its members.</param>
/// <param name="Principal">Who is known by it, such as <c>pipeline/payments-deploy</c>; null for a class.</param>
/// <param name="Except">For a class: those of it to whom something else happens.</param>
public sealed record AccessChangeJson(
    string Direction, string Identity, string? Principal, string Environment, string Service, string Target, IReadOnlyList<string> Except, IReadOnlyList<RegionJson> Regions)
{
    public static AccessChangeJson Of(AccessChange change) => new(
        change.Direction == AccessDirection.Gained ? "gained" : "lost", change.Identity.Key,
        change.Identity.Principal is { } principal ? $"{principal.Kind.Noun()}/{principal.Name}" : null,
        change.Environment, change.Service, change.Target.ToString(), [.. change.Except.Select(e => e.Key)], [.. change.Regions.Select(RegionJson.Of)]);
}

public sealed record ConfigurationDiffJson(IReadOnlyList<string> Sentences, IReadOnlyList<string> Environments, IReadOnlyList<ConfigurationChangeJson> Changes);

/// <param name="Member">The member's path; empty for the object as a whole.</param>
public sealed record ConfigurationChangeJson(string Kind, string Name, string Member, string? Before, string? After, IReadOnlyList<string> Environments)
{
    public static ConfigurationChangeJson Of(ConfigurationChange change) =>
        new(change.Subject.Kind.Noun(), change.Subject.Name, change.Member, change.Before, change.After, change.Environments);
}
