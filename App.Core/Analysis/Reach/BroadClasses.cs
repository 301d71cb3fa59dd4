using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>The principals, parted so that those of a class are treated alike and chosen by the same broad rules. Deployments with the same broad rules share one.</summary>
internal sealed class BroadClasses
{
    private readonly ushort[] classOf;
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> members;

    public BroadClasses(PrincipalRoster roster, ImmutableArray<PrincipalSet> broad)
    {
        classOf = new ushort[roster.Principals.Length];
        var known = new Dictionary<(int, ValueList<bool>), ushort>();
        var classes = ImmutableArray.CreateBuilder<(int, ImmutableArray<bool>)>();
        foreach (var (number, principal) in roster.Principals.Index())
        {
            ImmutableArray<bool> chosen = [.. broad.Select(set => set.Contains(principal))];
            var key = (roster.TreatmentOf(number), new ValueList<bool>(chosen));
            if (!known.TryGetValue(key, out var index))
            {
                known[key] = index = checked((ushort)classes.Count);
                classes.Add((key.Item1, chosen));
            }

            classOf[number] = index;
        }

        Classes = classes.ToImmutable();
        members = new(() => [.. classOf.Index().GroupBy(c => c.Item).OrderBy(g => g.Key).Select(g => g.Select(c => c.Index).ToImmutableArray())]);
    }

    /// <summary>Each class's treatment, and which of the broad sets choose it.</summary>
    public ImmutableArray<(int Treatment, ImmutableArray<bool> Chosen)> Classes { get; }

    /// <summary>The numbers of the principals in each class, none of which is empty.</summary>
    public ImmutableArray<ImmutableArray<int>> Members => members.Value;

    public int ClassOf(int principal) => classOf[principal];
}
