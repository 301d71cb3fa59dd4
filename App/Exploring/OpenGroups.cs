namespace AccessConsole.Exploring;

/// <summary>Which groups of a graph are open: those named, or all but those named. In an address <c>a~b</c> or <c>*~a~b</c>; <c>-</c> is none.</summary>
public sealed record OpenGroups
{
    private const string Every = "*";
    private const string Nothing = "-";

    /// <summary>No name has it, and addresses keep it as it is.</summary>
    private const char Between = '~';

    private readonly bool isAll;
    private readonly SortedSet<string> named;

    private OpenGroups(bool isAll, IEnumerable<string> named) => (this.isAll, this.named) = (isAll, new SortedSet<string>(named, StringComparer.Ordinal));

    public static OpenGroups All { get; } = new(true, []);

    public static OpenGroups None { get; } = new(false, []);

    /// <returns>Null where nothing is said.</returns>
    public static OpenGroups? Parse(string? text) => text switch
    {
        null or "" => null,
        _ when text.Split(Between) is [Every, .. var closed] => new OpenGroups(true, closed),
        _ => new OpenGroups(false, text.Split(Between).Where(name => name != Nothing)),
    };

    public bool Has(string key) => isAll != named.Contains(key);

    /// <summary>With the one group as it is not now.</summary>
    public OpenGroups Toggle(string key) => new(isAll, named.Contains(key) ? named.Where(name => name != key) : named.Append(key));

    public override string ToString() => string.Join(Between, (isAll ? [Every] : named.Count == 0 ? [Nothing] : Array.Empty<string>()).Concat(named));
}
