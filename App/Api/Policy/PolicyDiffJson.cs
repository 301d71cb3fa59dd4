using AccessConsole.Api.Analysis;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Policy;

/// <summary>What one policy lets through that another does not, and every setting in which they differ.</summary>
/// <param name="From">What was compared, such as <c>revision 12</c>.</param>
/// <param name="To">What it was compared with.</param>
/// <param name="At">From when on access counts.</param>
/// <param name="Access">What one lets through that the other does not.</param>
/// <param name="Configuration">Every setting in which they differ.</param>
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

/// <summary>What one policy lets through that the other does not, by identity and deployment.</summary>
/// <param name="Gained">How many pairs of identity, or class of identities, and deployment gain something.</param>
/// <param name="Lost">How many pairs lose something.</param>
/// <param name="Sentences">One for all to whom the same happens.</param>
/// <param name="Environments">Where.</param>
/// <param name="Digest">The SHA-256 of the whole.</param>
/// <param name="Changes">A page of them, one for each identity and deployment.</param>
public sealed record AccessDiffJson(
    int Gained, int Lost, IReadOnlyList<string> Sentences, IReadOnlyList<string> Environments, string Digest, IReadOnlyList<AccessChangeJson> Changes);

/// <summary>What one identity gains or loses at one deployment.</summary>
/// <param name="Direction"><c>gained</c> or <c>lost</c>.</param>
/// <param name="Identity">What the credential proves; a class where no rule names its members.</param>
/// <param name="Principal">Who is known by it, such as <c>pipeline/payments-deploy</c>; null for a class.</param>
/// <param name="Target">Where the requests come out.</param>
/// <param name="Except">For a class: those of it to whom something else happens.</param>
/// <param name="Regions">The requests that are gained or lost.</param>
public sealed record AccessChangeJson(
    string Direction, string Identity, string? Principal, string Environment, string Service, string Target, IReadOnlyList<string> Except, IReadOnlyList<RegionJson> Regions)
{
    public static AccessChangeJson Of(AccessChange change) => new(
        change.Direction == AccessDirection.Gained ? "gained" : "lost", change.Identity.Key,
        change.Identity.Principal is { } principal ? $"{principal.Kind.Noun()}/{principal.Name}" : null,
        change.Environment, change.Service, change.Target.ToString(), [.. change.Except.Select(e => e.Key)], [.. change.Regions.Select(RegionJson.Of)]);
}

/// <summary>Every setting in which two policies differ.</summary>
/// <param name="Environments">Where.</param>
/// <param name="Changes">The members that differ, in pages.</param>
public sealed record ConfigurationDiffJson(IReadOnlyList<string> Sentences, IReadOnlyList<string> Environments, IReadOnlyList<ConfigurationChangeJson> Changes);

/// <summary>One member of one object, before and after.</summary>
/// <param name="Kind">The kind of object, such as <c>grant</c>.</param>
/// <param name="Name">The object's.</param>
/// <param name="Member">The member's path; empty for the object as a whole.</param>
/// <param name="Before">The value in the one; null where there is none.</param>
/// <param name="After">The value in the other; null where there is none.</param>
/// <param name="Environments">Which it bears on.</param>
public sealed record ConfigurationChangeJson(string Kind, string Name, string Member, string? Before, string? After, IReadOnlyList<string> Environments)
{
    public static ConfigurationChangeJson Of(ConfigurationChange change) =>
        new(change.Subject.Kind.Noun(), change.Subject.Name, change.Member, change.Before, change.After, change.Environments);
}
