using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>The principals of a policy by number, with how each is treated. Made once for each directory.</summary>
public sealed class PrincipalRoster
{
    private static readonly ConditionalWeakTable<PrincipalDirectory, PrincipalRoster> Made = [];

    private readonly Dictionary<Principal, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly int[] treatmentOf;

    private PrincipalRoster(PrincipalDirectory directory)
    {
        Directory = directory;
        Principals = directory.All;
        treatmentOf = new int[Principals.Length];
        var identities = new IdentityRegister(directory, directory);
        var known = new Dictionary<Treatment, int>();
        foreach (var (number, principal) in Principals.Index())
        {
            numbers[principal] = number;
            var treatment = Treat(identities, principal);
            if (!known.TryGetValue(treatment, out var index))
                known[treatment] = index = known.Count;
            treatmentOf[number] = index;
        }

        Treatments = [.. known.OrderBy(t => t.Value).Select(t => t.Key)];
    }

    /// <summary>The one roster of a directory, which goes with it.</summary>
    public static PrincipalRoster Of(PrincipalDirectory directory) => Made.GetValue(directory, d => new PrincipalRoster(d));

    /// <summary>In the order of their references: a principal's number is its place here.</summary>
    public ImmutableArray<Principal> Principals { get; }

    internal PrincipalDirectory Directory { get; }

    internal ImmutableArray<Treatment> Treatments { get; }

    public int NumberOf(Principal principal) => numbers[principal];

    internal int TreatmentOf(int principal) => treatmentOf[principal];

    private static Treatment Treat(IdentityRegister identities, Principal principal) => new(
    [
        .. identities.Of(principal).Select(identity =>
        {
            var standing = identities.StandingOf(identity).After;
            return new Credential(identity.Kind, ReferenceEquals(standing.Principal, principal), standing.IsRefused, standing.IsGovernedAsCi);
        }),
    ]);
}
