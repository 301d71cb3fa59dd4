using System.Collections.Immutable;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>What must be done so that an engine has what was declared, in the order that opens nothing on the way.</summary>
/// <param name="Puts">What denies before what allows.</param>
/// <param name="Retirements">What allows before what denies.</param>
internal sealed record ObjectPlan(ImmutableArray<(DeclaredObject Declared, LiveObject? Live)> Puts, ImmutableArray<LiveObject> Retirements)
{
    public bool IsEmpty => Puts.IsEmpty && Retirements.IsEmpty;

    public static ObjectPlan Of(IReadOnlyList<DeclaredObject> declared, IReadOnlyList<LiveObject> live, Func<DeclaredObject, LiveObject, string?> difference)
    {
        var found = live.ToDictionary(l => l.Key);
        var asked = declared.Select(d => d.Key).ToHashSet();
        return new ObjectPlan(
            [
                .. declared.Select(d => (Declared: d, Live: found.GetValueOrDefault(d.Key)))
                    .Where(pair => pair.Live is null || difference(pair.Declared, pair.Live) is not null)
                    .OrderBy(pair => pair.Declared.Opens),
            ],
            [.. live.Where(l => !asked.Contains(l.Key) && !l.IsKept).Reverse().OrderByDescending(l => l.Opens)]);
    }

    /// <summary>For messages: what is not as it should be, a few by name.</summary>
    public override string ToString()
    {
        var names = Puts.Select(p => p.Declared.Key).Concat(Retirements.Select(r => r.Key)).ToArray();
        return string.Join(", ", names.Take(3).Select(name => $"`{name}`")) + (names.Length > 3 ? $" and {names.Length - 3} more" : "");
    }
}
