using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Bundles;

/// <summary>
/// What a bundle says over time, for engines that cannot tell it: the state of its effective instant and, beside it, those that follow at the boundaries
/// ahead. Whoever pulls it applies each when its time has come, by a clock of their own, also while the console is away.
/// </summary>
public sealed class BundleStates
{
    /// <summary>How many states a bundle carries beside its first; those beyond come with later bundles.</summary>
    public const int MaxCount = 16;

    /// <summary>Of the files of all states together, in bytes: half of what an archive may inflate to.</summary>
    public const int MaxSize = BundleArchive.MaxSize / 2;

    private readonly ImmutableArray<BundleState> states;

    private BundleStates(ImmutableArray<BundleState> states) => this.states = states;

    /// <summary>The one of the bundle's effective instant.</summary>
    public BundleState First => states[0];

    /// <summary>When each begins, the first included.</summary>
    public IEnumerable<DateTimeOffset> Begins => states.Select(state => state.From);

    /// <summary>The states of a bundle that this process compiled, effective at an instant.</summary>
    public static BundleStates Of(CompiledBundle bundle, DateTimeOffset effectiveAt) => new(StateFiles.Read(bundle.Scope.Target, bundle.Files, effectiveAt));

    /// <summary>How many there are, the first included.</summary>
    public int Count => states.Length;

    /// <summary>The state in force at an instant; before the bundle's effective instant the first, since nothing else is known.</summary>
    public BundleState At(DateTimeOffset instant) => states.LastOrDefault(state => state.From <= instant) ?? states[0];

    /// <summary>Reads the states of a verified bundle. One of a target with a clock has one state only.</summary>
    public static Verification<BundleStates> Read(VerifiedBundle bundle)
    {
        try
        {
            return new(new BundleStates(StateFiles.Read(bundle.Manifest.Scope.Target, bundle.Files, bundle.Manifest.EffectiveAt)));
        }
        catch (Exception e) when (e is FormatException)
        {
            return new(new Refusal(RefusalKind.Malformed, e.Message));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new(new Refusal(RefusalKind.Malformed, $"`{StateFiles.IndexOf(bundle.Manifest.Scope.Target)}` is not a list of states"));
        }
    }

    /// <summary>
    /// The files of a bundle: those of the present state where they are, those that follow beside it. A state that equals the one before it is left out, and so is
    /// everything from the first that exceeds a limit on.
    /// </summary>
    /// <param name="later">In order of their instants, which are whole seconds; looked at as far as needed.</param>
    public static ImmutableArray<BundleFile> Write(
        Target target, ImmutableArray<BundleFile> present, IEnumerable<(DateTimeOffset From, ImmutableArray<BundleFile> Files)> later)
    {
        var kept = new List<(DateTimeOffset From, ImmutableArray<BundleFile> Files)>();
        var former = present;
        var size = SizeOf(present);
        foreach (var state in later)
        {
            if (AreEqual(state.Files, former))
                continue;
            if ((size += SizeOf(state.Files)) > MaxSize)
                break;
            kept.Add(state);
            former = state.Files;
            if (kept.Count == MaxCount)
                break;
        }

        return kept.Count == 0 ? present : [.. present, .. StateFiles.Of(target, kept)];
    }

    private static long SizeOf(ImmutableArray<BundleFile> files) => files.Sum(file => (long)file.Content.Length);

    private static bool AreEqual(ImmutableArray<BundleFile> one, ImmutableArray<BundleFile> other) =>
        one.Length == other.Length && one.Zip(other).All(pair => pair.First.Path == pair.Second.Path && pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span));
}

/// <param name="Files">Under the names that the target's files have.</param>
/// <param name="From">From when it is in force; whole seconds.</param>
/// <param name="Until">When the next takes its place; null where this bundle knows of none.</param>
public sealed record BundleState(ImmutableArray<BundleFile> Files, DateTimeOffset From, DateTimeOffset? Until);
