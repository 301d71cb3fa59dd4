using System.Globalization;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Layout;

/// <summary>Pages, objects in force and revisions by part of their name. A search looks at every name once and keeps a handful.</summary>
public sealed class PlaceFinder(LivePolicy live)
{
    public const int MaxPlaces = 10;

    /// <summary>The longest text that is sought.</summary>
    public const int MaxText = 100;

    // What is meant exactly, begins so, has a word that begins so, has it somewhere.
    private const int Ranks = 4;

    private static readonly IReadOnlyList<Place> Pages =
    [
        .. MainPages.All.Select(p => new Place(p.Name, "page", p.Address)),
        .. PolicyKinds.All.Where(k => k != PolicyKind.Grant).Select(k => new Place(Words.Plural(k), "list", ObjectAddresses.ListOf(k))),
        .. PolicyKinds.All.Select(k => new Place($"New {k.Noun()}", "page", ObjectAddresses.New(k))),
    ];

    /// <param name="text">Words that the name, or the kind's noun, all hold; of no text, the main pages.</param>
    public PlacesFound Find(string text)
    {
        text = text.Trim();
        if (text.Length == 0)
            return new PlacesFound([.. Pages.Take(MaxPlaces)], Pages.Count);
        if (text.Length > MaxText)
            return PlacesFound.None;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var best = Enumerable.Range(0, Ranks).Select(_ => new List<Place>()).ToArray();
        var total = 0;
        foreach (var page in Revision(words[^1]).Concat(Pages))
            Take(page.Name, page.Kind, () => page);
        foreach (var value in PolicyKinds.All.SelectMany(live.Current.Policy.Objects.OfKind))
            Take(value.Name, value.Kind.Noun(), () => new Place(value.Name, value.Kind.Noun(), ObjectAddresses.Of(value.Reference)));
        return new PlacesFound([.. best.SelectMany(places => places).Take(MaxPlaces)], total);

        void Take(string name, string kind, Func<Place> place)
        {
            if (!words.All(word => Has(name, word) || Has(kind, word)))
                return;
            total++;
            if (best[RankOf(name, text)] is { Count: < MaxPlaces } places)
                places.Add(place());
        }
    }

    private IEnumerable<Place> Revision(string word)
    {
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= live.Current.Revision)
            yield return new Place($"Revision {number.ToString(CultureInfo.InvariantCulture)}", "revision", $"/revisions/{number.ToString(CultureInfo.InvariantCulture)}");
    }

    private static int RankOf(string name, string text)
    {
        if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            return 0;
        return name.IndexOf(text, StringComparison.OrdinalIgnoreCase) switch
        {
            0 => 1,
            > 0 and var at when !char.IsLetterOrDigit(name[at - 1]) => 2,
            _ => 3,
        };
    }

    private static bool Has(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
