using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Changes.Bulk;
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
    private (PolicyObject? Grant, string? Address) question;

    public GrantForm Form { get; private set; } = new();

    /// <summary>Whether the form holds all that the text says. Where it does not, editing the form would lose what it cannot hold.</summary>
    public bool IsFormWhole { get; private set; } = true;

    /// <summary>A question to the simulator that the grant in force speaks of; null where there is none.</summary>
    public string? SimulatorAddress
    {
        get
        {
            if (!ReferenceEquals(question.Grant, Original))
                question = (Original, Original is Grant grant && RequestExample.Of(Policy, grant) is { } request ? SimulatorQuery.Of(request)?.Address : null);
            return question.Address;
        }
    }

    /// <returns>False where there is no such grant or draft.</returns>
    public Task<bool> LoadAsync(string? name, Guid? draft, CancellationToken cancellationToken) => LoadAsync(PolicyKind.Grant, name, draft, cancellationToken);

    /// <summary>What a new grant is a copy of; null where it is none.</summary>
    public Grant? CopiedFrom { get; private set; }

    /// <summary>A new grant that begins with what another one says.</summary>
    /// <returns>False where there is no such grant or draft.</returns>
    public async Task<bool> LoadCopyAsync(string from, Guid? draft, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(PolicyKind.Grant, null, draft, cancellationToken))
            return false;
        CopiedFrom = Draft?.Patch.Upserts.OfType<Grant>().FirstOrDefault(g => g.Name == from) ?? Policy.Grants.GetValueOrDefault(from);
        if (CopiedFrom is null)
            return false;
        // The draft holds a text that has no name yet: that one goes on, since it has no other place.
        if (Inspection != ObjectInspection.Nothing)
        {
            CopiedFrom = null;
            return true;
        }

        Form = GrantForm.Of(GrantCopy.Of(CopiedFrom, null, IsTaken));
        Text = GrantFormYaml.Write(Form);
        return true;
    }

    /// <summary>Has the copy hold in one other environment alone, under a name that says so.</summary>
    public void CopyTo(string environment)
    {
        var copy = GrantCopy.Of(CopiedFrom!, environment, IsTaken);
        EditForm(Form with { Name = copy.Name, Environments = copy.Environments });
    }

    public void EditForm(GrantForm form)
    {
        Form = form;
        IsFormWhole = true;
        Text = GrantFormYaml.Write(form);
        IsDirty = true;
    }

    private bool IsTaken(string name) => name != Name && (Policy.Grants.ContainsKey(name) || (Draft?.Patch.Upserts.Any(o => o is Grant && o.Name == name) ?? false));

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
