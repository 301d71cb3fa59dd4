using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>One grant, as form and as YAML: the form writes the text and is read from it.</summary>
public sealed class GrantEditorViewModel(DraftWorkflow workflow, IDraftStore drafts, LivePolicy live) : ObjectEditorViewModel(workflow, drafts, live)
{
    public GrantForm Form { get; private set; } = new();

    /// <summary>Whether the form holds all that the text says. Where it does not, editing the form would lose what it cannot hold.</summary>
    public bool IsFormWhole { get; private set; } = true;

    /// <returns>False where there is no such grant or draft.</returns>
    public Task<bool> LoadAsync(string? name, Guid? draft, CancellationToken cancellationToken) => LoadAsync(PolicyKind.Grant, name, draft, cancellationToken);

    public void EditForm(GrantForm form)
    {
        Form = form;
        IsFormWhole = true;
        Text = GrantFormYaml.Write(form);
        IsDirty = true;
    }

    protected override string NewText() => GrantFormYaml.Write(new GrantForm());

    /// <summary>A text that can be read at all gives the form its fields; what the form cannot hold shows in that it would mend other problems.</summary>
    protected override void OnTextRead()
    {
        var (value, problems) = PolicyObjectJson.ReadYaml(PolicyKind.Grant, Text);
        if (value is Grant grant)
            Form = GrantForm.Of(grant);
        IsFormWhole = value is Grant && Kinds(PolicyObjectJson.ReadYaml(PolicyKind.Grant, GrantFormYaml.Write(Form)).Problems).SequenceEqual(Kinds(problems));

        static IEnumerable<(string, string)> Kinds(IEnumerable<Diagnostic> found) => found.Select(p => (p.Pointer, p.Message)).Order();
    }
}
