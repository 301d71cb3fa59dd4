using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Editing.Fields;

/// <summary>A selector. What another way of selecting held is kept while the form is open, so that trying one loses nothing.</summary>
public sealed partial class SelectorField
{
    private const string None = "none";
    private const string Names = "names";
    private const string Labels = "labels";
    private const string All = "all";

    private static readonly (string Value, string Text)[] Modes = [(None, "none"), (Names, "by name"), (Labels, "by label"), (All, "all of them")];

    private readonly Dictionary<string, NewValue?> former = [];

    /// <summary>What is selected, in the plural.</summary>
    [Parameter, EditorRequired]
    public required string Noun { get; set; }

    [Parameter]
    public IEnumerable<string> Known { get; set; } = [];

    /// <summary>Whether nothing cannot be selected.</summary>
    [Parameter]
    public bool IsRequired { get; set; }

    private string NamesAt => $"{At}/{Names}";

    private string LabelsAt => $"{At}/{Labels}";

    private string Mode => Array.Find([Names, Labels, All], mode => Form.Text.Has($"{At}/{mode}")) ?? (IsRequired ? Names : None);

    private void Choose(string mode)
    {
        former[Mode] = Form.Text.Read(At);
        Form.Edit(mode == None ? Form.Text.Remove(At) : Form.Text.Set(At, former.GetValueOrDefault(mode) ?? NewValue.Map((mode, Empty(mode)))));
    }

    private static NewValue Empty(string mode) => mode switch
    {
        Names => NewValue.Texts([]),
        Labels => NewValue.Map(),
        _ => NewValue.Flag(true),
    };

    // An empty one stays, so that the way of selecting does.
    private void SetNames(ValueList<string> names) => Form.Edit(names.Count == 0 ? Form.Text.Set(NamesAt, Empty(Names)) : Form.Text.SetValues(NamesAt, names));

    private void SetLabels(ValueList<string> labels) => Form.Edit(labels.Count == 0 ? Form.Text.Set(LabelsAt, Empty(Labels)) : Form.Text.SetMembers(LabelsAt, KeyedText.Read(labels)));
}
