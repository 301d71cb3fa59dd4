using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// Exactly what a change of policy does to access: each (identity, environment, service and its target, method, path set, conditions, time)
/// gained or lost, and nothing else. Worked out on sets, not on samples.
/// </summary>
/// <param name="Changes">In order of environment, service, direction and identity.</param>
public sealed record AccessDiff(ImmutableArray<AccessChange> Changes)
{
    private const int MaxTried = 4;

    public bool IsEmpty => Changes.IsEmpty;

    /// <summary>The environments in which access changes.</summary>
    public ImmutableSortedSet<string> Environments => Changes.Select(c => c.Environment).ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>How many pairs of identity (or class of identities) and deployment gain something.</summary>
    public int GainedCount => Changes.Count(c => c.Direction == AccessDirection.Gained);

    /// <summary>How many pairs of identity (or class of identities) and deployment lose something.</summary>
    public int LostCount => Changes.Count(c => c.Direction == AccessDirection.Lost);

    /// <summary>The SHA-256 of the diff as canonical text, in lower-case hex. Approvals bind it.</summary>
    public string Digest => DigestOf(Changes);

    /// <summary>The diff for people, one sentence for all identities and services to which the same happens.</summary>
    public ImmutableArray<string> Sentences => [.. Spoken.Select(s => s.Text)];

    /// <summary>The sentences, each with an example of what it speaks of.</summary>
    public ImmutableArray<AccessSentence> Spoken => AccessSentences.Of(Changes, Known);

    /// <summary>The principals of the later policy, by which sentences tell a group that is all of a kind; empty where they are not known.</summary>
    internal ImmutableArray<Principal> Known { get; init; } = [];

    /// <summary>What was compared, and from when on; null where the diff was put together otherwise.</summary>
    internal (PolicySet Before, PolicySet After, DateTimeOffset Now)? Compared { get; init; }

    /// <param name="now">Access that ended before it is none, on either side; the diff speaks of the time from then on.</param>
    public static AccessDiff Between(PolicySet before, PolicySet after, DateTimeOffset now) =>
        new([
            .. new AccessComparison(before, after, now).Changes()
                .OrderBy(c => c.Environment, StringComparer.Ordinal)
                .ThenBy(c => c.Service, StringComparer.Ordinal)
                .ThenBy(c => c.Direction)
                .ThenBy(c => c.Identity),
        ])
        {
            Known = after.Principals.All,
            Compared = (before, after, now),
        };

    /// <summary>The changes that speak of one identity, as itself or as one of a class.</summary>
    public IEnumerable<AccessChange> ChangesOf(IdentityRef identity) => Changes.Where(c => c.AppliesTo(identity));

    /// <summary>A request that shows a sentence to be true, with what the evaluator decides on it before and after; null where none is at hand that it confirms.</summary>
    public MeaningDifference? WitnessOf(AccessSentence sentence) => Compared is var (before, after, now)
        ? (from change in sentence.Examples
           from region in change.Regions.Take(MaxTried)
           from candidate in MeaningDifference.Candidates(before, after, change, region.Sample(now))
           where candidate.IsConfirmed
           select candidate).FirstOrDefault()
        : null;

    public bool Equals(AccessDiff? other) => other is not null && Digest == other.Digest;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Digest);

    private static string DigestOf(ImmutableArray<AccessChange> changes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var change in changes)
            hash.AppendData(Encoding.UTF8.GetBytes(change.CanonicalText + "\n\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
