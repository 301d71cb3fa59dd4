using System.Collections.Immutable;

namespace AccessConsole.Distribution.Catalog;

/// <summary>
/// What is held back, by environment. INVARIANT (stages): a hold that was lifted never comes again, however late somebody tells of it, and rollouts of an environment follow each other, so
/// that one which is older than another that is known is over.
/// </summary>
internal sealed class BundleHolds
{
    private readonly Dictionary<string, ImmutableArray<BundleHold>> held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> newest = new(StringComparer.Ordinal);

    public IEnumerable<BundleHold> All => held.Values.SelectMany(holds => holds);

    public ImmutableArray<BundleHold> Of(string environment) => held.GetValueOrDefault(environment, []);

    /// <returns>The environments in which something is held back otherwise than before.</returns>
    public IReadOnlyCollection<string> Tell(IEnumerable<BundleHold> told)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hold in told)
        {
            if (Take(hold))
                changed.Add(hold.Environment);
        }

        return changed;
    }

    /// <param name="complete">The revision up to which every archive is there.</param>
    /// <returns>The environments in which less is held back than before.</returns>
    public IReadOnlyCollection<string> LiftAt(int complete)
    {
        var lifted = held.Where(environment => environment.Value.Any(hold => hold.IsLiftedAt(complete))).Select(environment => environment.Key).ToArray();
        foreach (var environment in lifted)
            Put(environment, [.. held[environment].Where(hold => !hold.IsLiftedAt(complete))]);
        return lifted;
    }

    private bool Take(BundleHold told)
    {
        var holds = Of(told.Environment);
        if (holds.FirstOrDefault(hold => hold.Revision == told.Revision) is { } known)
        {
            var next = known.With(told);
            Put(told.Environment, holds.Replace(known, next));
            return next != known;
        }

        if (newest.GetValueOrDefault(told.Environment, -1) >= told.Revision)
            return false;
        newest[told.Environment] = told.Revision;
        Put(told.Environment, holds.Add(told));
        return true;
    }

    private void Put(string environment, ImmutableArray<BundleHold> holds)
    {
        if (holds.IsEmpty)
            held.Remove(environment);
        else
            held[environment] = holds;
    }
}
