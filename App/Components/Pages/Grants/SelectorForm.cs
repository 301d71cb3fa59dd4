using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>A selector as a form holds it. What another mode holds is kept while the form is open, so that trying one loses nothing.</summary>
public sealed record SelectorForm
{
    public static readonly SelectorForm Empty = new();

    public SelectorMode Mode { get; init; }

    public ValueList<string> Names { get; init; }

    /// <summary>Each as <c>key=value</c>.</summary>
    public ValueList<string> Labels { get; init; }

    public static SelectorForm Of(Selector? selector) => selector switch
    {
        Selector.Names names => new SelectorForm { Mode = SelectorMode.Names, Names = names.Values },
        Selector.Labels labels => new SelectorForm { Mode = SelectorMode.Labels, Labels = labels.Values.Select(l => $"{l.Key}={l.Value}").ToValueList() },
        Selector.All => new SelectorForm { Mode = SelectorMode.All },
        _ => Empty,
    };
}
