using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Bundles;

/// <summary>Where a bundle keeps the states that follow its first: <c>{target}/states/{n}/…</c>, with <c>{target}/states.json</c> saying when each begins.</summary>
internal static class StateFiles
{
    // Room for more than the states that there may be.
    private const int MaxIndexSize = 4096;

    public static string IndexOf(Target target) => $"{target.Name()}/states.json";

    public static IEnumerable<BundleFile> Of(Target target, IReadOnlyList<(DateTimeOffset From, ImmutableArray<BundleFile> Files)> later)
    {
        yield return new BundleFile(IndexOf(target), Index(target, [.. later.Select(state => state.From)]));
        foreach (var (index, state) in later.Index())
        {
            foreach (var file in state.Files)
                yield return file with { Path = $"{PathOf(target, index)}/{BelowTarget(target, file)}" };
        }
    }

    /// <exception cref="FormatException">The bundle holds other files than <see cref="Of"/> makes.</exception>
    public static ImmutableArray<BundleState> Read(Target target, IReadOnlyCollection<BundleFile> files, DateTimeOffset effectiveAt)
    {
        var index = files.FirstOrDefault(file => file.Path == IndexOf(target));
        var begins = index is null ? [] : ReadIndex(target, index, effectiveAt);
        var byState = files.Where(file => file != index).ToLookup(file => StateOf(target, file, begins.Length));
        return
        [
            new BundleState([.. byState[0]], effectiveAt, Begin(0)),
            .. begins.Select((from, i) => new BundleState(Files(i + 1), from, Begin(i + 1))),
        ];

        DateTimeOffset? Begin(int state) => state < begins.Length ? begins[state] : null;

        ImmutableArray<BundleFile> Files(int state)
        {
            var prefix = PathOf(target, state - 1).Length + 1;
            return byState[state].Any()
                ? [.. byState[state].Select(file => file with { Path = $"{target.Name()}/{file.Path[prefix..]}" })]
                : throw new FormatException($"the bundle's state {state} holds no file");
        }
    }

    /// <summary>When each state begins. Nothing but what <see cref="Index"/> writes is taken, so the list is read loosely and then held against it.</summary>
    private static ImmutableArray<DateTimeOffset> ReadIndex(Target target, BundleFile file, DateTimeOffset effectiveAt)
    {
        if (file.Content.Length > MaxIndexSize)
            throw new FormatException($"`{file.Path}` has {file.Content.Length} bytes; at most {MaxIndexSize} are read");
        using var document = JsonDocument.Parse(file.Content);
        ImmutableArray<DateTimeOffset> begins =
            [.. document.RootElement.GetProperty("states").EnumerateArray().Select(state => Rfc3339.Read(state.GetProperty("from").GetString()))];
        if (begins.Length is 0 or > BundleStates.MaxCount)
            throw new FormatException($"`{file.Path}` names {begins.Length} states; there may be 1 to {BundleStates.MaxCount}");
        if (begins.Prepend(effectiveAt).Zip(begins).Any(pair => pair.First >= pair.Second))
            throw new FormatException($"the states of `{file.Path}` do not begin one after the other, after {Rfc3339.Write(effectiveAt)}");
        return file.Content.Span.SequenceEqual(Index(target, begins)) ? begins : throw new FormatException($"`{file.Path}` is not a list of states");
    }

    /// <summary>The state that a file belongs to: 0 is the first, whose files are where they would be without others.</summary>
    private static int StateOf(Target target, BundleFile file, int count)
    {
        var prefix = $"{target.Name()}/states/";
        if (!file.Path.StartsWith(prefix, StringComparison.Ordinal))
            return 0;
        var rest = file.Path.AsSpan(prefix.Length);
        var end = rest.IndexOf('/');
        // Written anew it must be the same: `01` is no state.
        return end > 0 && int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var state) && state >= 1 && state <= count
            && file.Path.StartsWith(PathOf(target, state - 1) + "/", StringComparison.Ordinal)
            ? state
            : throw new FormatException($"the bundle holds `{file.Path}`, which is of no state that `{IndexOf(target)}` names");
    }

    private static byte[] Index(Target target, ImmutableArray<DateTimeOffset> begins) => CanonicalJson.Of(new JsonObject
    {
        ["states"] = new JsonArray([.. begins.Select((from, i) => new JsonObject { ["from"] = Rfc3339.Write(from), ["path"] = PathOf(target, i) })]),
    });

    private static string PathOf(Target target, int index) => string.Create(CultureInfo.InvariantCulture, $"{target.Name()}/states/{index + 1}");

    private static string BelowTarget(Target target, BundleFile file) =>
        file.Path.StartsWith(target.Name() + "/", StringComparison.Ordinal)
            ? file.Path[(target.Name().Length + 1)..]
            : throw new ArgumentException($"`{file.Path}` does not lie under the target's name, so that it cannot have states", nameof(file));
}
