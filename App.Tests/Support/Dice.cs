using System.Globalization;
using CsCheck;

namespace AccessConsole.Tests.Support;

/// <summary>Seeded choices for generators that read better as plain code than as combinators; the seed is CsCheck's, so runs repeat.</summary>
public sealed class Dice(int seed)
{
    // Repeatable by its seed: this makes test inputs, no secrets.
#pragma warning disable CA5394
    private readonly Random random = new(seed);

    /// <summary>
    /// Where tests that make their own dice begin. The same in every run, so that a commit which passed once passes always; another by
    /// <c>ACCESS_TEST_SEED</c>, a number or <c>random</c>. <c>bench equivalence</c> asks anew each time.
    /// </summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("ACCESS_TEST_SEED") switch
    {
        null or "" => 20_261_128,
        "random" => Random.Shared.Next(1_000_000_000),
        var text => int.Parse(text, CultureInfo.InvariantCulture),
    };

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
