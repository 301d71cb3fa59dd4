using CsCheck;

namespace AccessConsole.Tests.Support;

/// <summary>Seeded choices for generators that read better as plain code than as combinators; the seed is CsCheck's, so runs repeat.</summary>
public sealed class Dice(int seed)
{
    // Repeatable by its seed: this makes test inputs, no secrets.
#pragma warning disable CA5394
    private readonly Random random = new(seed);

    public static Gen<Dice> Gen { get; } = CsCheck.Gen.Int.Select(seed => new Dice(seed));

    public bool Chance(int percent) => random.Next(100) < percent;

    public int Below(int count) => random.Next(count);

    public T One<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Each with the same chance, at least one.</summary>
    public T[] Some<T>(IReadOnlyList<T> choices)
    {
        var picked = choices.Where(_ => Chance(40)).ToArray();
        return picked.Length > 0 ? picked : [choices[Below(choices.Count)]];
    }
#pragma warning restore CA5394
}
