using AccessConsole.Components.Pages.Editing;
using AccessConsole.Components.Pages.Simulator;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Changes.Bulk;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>One grant: besides what every object's editor does, it can begin as a copy and asks the simulator.</summary>
public sealed class GrantEditorViewModel(DraftWorkflow workflow, IDraftStore drafts, LivePolicy live) : ObjectEditorViewModel(workflow, drafts, live)
{
    private (PolicyObject? Grant, string? Address) question;

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

        Text = PolicyPrinter.ToYaml(GrantCopy.Of(CopiedFrom, null, IsTaken));
        return true;
    }

    /// <summary>Has the copy hold in one other environment alone, under a name that says so.</summary>
    public void CopyTo(string environment)
    {
        var copy = GrantCopy.Of(CopiedFrom!, environment, IsTaken);
        EditText(Fields.Set("/name", NewValue.Of(copy.Name)).SetValues("/environments", copy.Environments).Text);
    }

    private bool IsTaken(string name) => name != Name && (Policy.Grants.ContainsKey(name) || (Draft?.Patch.Upserts.Any(o => o is Grant && o.Name == name) ?? false));
}
