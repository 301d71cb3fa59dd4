using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>
/// One grant, as form and as YAML. The text is what counts: the form writes it and is read from it, and a draft keeps it as it was typed.
/// </summary>
public sealed class GrantEditorViewModel(DraftWorkflow workflow, IDraftStore drafts, LivePolicy live)
{
    /// <summary>Under what a new grant's text is kept until it has a name.</summary>
    private const string Unnamed = "(unnamed)";

    /// <summary>The name under which the draft has the text.</summary>
    private string key = Unnamed;

    public GrantForm Form { get; private set; } = new();

    public string Text { get; private set; } = "";

    public GrantInspection Inspection { get; private set; } = GrantInspection.Nothing;

    public Draft? Draft { get; private set; }

    /// <summary>The grant in force that is edited; null for a new one.</summary>
    public Grant? Original { get; private set; }

    /// <summary>Whether something was typed that is not in the database yet.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>Whether the form holds all that the text says. Where it does not, editing the form would lose what it cannot hold.</summary>
    public bool IsFormWhole { get; private set; } = true;

    public PolicySet Policy => live.Current.Policy;

    public string Name => key == Unnamed ? "" : key;

    /// <summary>Whether there is something to review.</summary>
    public bool IsChanged => Draft is not null || IsDirty;

    public string Address => Addresses.Of(key == Unnamed ? "/grants/new" : $"/grants/{Uri.EscapeDataString(key)}", ("draft", Draft?.Id.ToString()));

    /// <returns>False where there is no such grant or draft.</returns>
    public async Task<bool> LoadAsync(string? name, Guid? draft, CancellationToken cancellationToken)
    {
        Draft = draft is { } id ? await drafts.FindAsync(id, cancellationToken) : null;
        if (draft is not null && Draft is null)
            return false;
        key = name ?? Unnamed;
        var drafted = Draft?.Patch.Upserts.OfType<Grant>().FirstOrDefault(g => g.Name == key);
        Original = OriginalOf(drafted);
        var text = DraftText.Parse(Draft?.Text).Find(key);
        if (name is not null && text is null && drafted is null && Original is null)
            return false;
        Text = text ?? ((drafted ?? Original) is { } grant ? PolicyPrinter.ToYaml(grant) : GrantFormYaml.Write(new GrantForm()));
        IsDirty = false;
        ReadForm();
        // A new grant has no mistakes before anything is typed.
        Inspection = name is null && text is null ? GrantInspection.Nothing : Inspect();
        return true;
    }

    public void EditForm(GrantForm form)
    {
        Form = form;
        IsFormWhole = true;
        Text = GrantFormYaml.Write(form);
        IsDirty = true;
    }

    public void EditText(string text)
    {
        Text = text;
        ReadForm();
        IsDirty = true;
    }

    /// <summary>Looks at what is typed. Costs an access diff, so it is asked once typing pauses.</summary>
    public GrantInspection Inspect() => Inspection = GrantInspection.Of(Text, Others(), Policy, workflow);

    /// <summary>Keeps what is typed in the draft, which is made with the first change. Text that is no grant yet is kept beside the patch.</summary>
    /// <returns>Why it could not be kept; null where it is.</returns>
    public async Task<PublishRefusal?> SaveAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var saved = Text;
        Inspect();
        var grant = Inspection.Grant;
        var texts = DraftText.Parse(Draft?.Text);
        texts.Remove(key);
        var next = grant?.Name is { Length: > 0 } name ? name : key;
        texts.Set(next, saved);
        var others = Others();
        var patch = grant is null ? others : others with { Upserts = [.. others.Upserts, grant] };
        var result = Draft is null
            ? await workflow.CreateAsync(user, new NewDraft(TitleFor(next), patch, live.Current.Revision, texts.ToString()), cancellationToken)
            : await workflow.EditAsync(user, Draft.Id, Draft.Version, new DraftEdit(null, patch, texts.ToString()), cancellationToken);
        if (result.Draft is null)
            return result.Refusal;
        (Draft, key) = (result.Draft, next);
        IsDirty = Text != saved;
        return null;
    }

    /// <summary>Makes a draft that takes the grant out, or takes it out of the draft at hand.</summary>
    public async Task<DraftResult> DeleteAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var texts = DraftText.Parse(Draft?.Text);
        texts.Remove(key);
        var others = Others();
        var patch = Original is null ? others : others with { Deletes = [.. others.Deletes.Where(d => d != Original.Reference), Original.Reference] };
        var result = Draft is null
            ? await workflow.CreateAsync(user, new NewDraft($"Delete grant {key}", patch, live.Current.Revision), cancellationToken)
            : await workflow.EditAsync(user, Draft.Id, Draft.Version, new DraftEdit(null, patch, texts.ToString()), cancellationToken);
        Draft = result.Draft ?? Draft;
        return result;
    }

    /// <summary>The draft without this grant.</summary>
    private PolicyPatch Others()
    {
        var patch = Draft?.Patch ?? PolicyPatch.Empty;
        return patch with
        {
            Upserts = patch.Upserts.Where(o => o.Kind != PolicyKind.Grant || (o.Name != key && !IsOriginal(o))).ToValueList(),
            Deletes = patch.Deletes.Where(d => d != Original?.Reference).ToValueList(),
        };
    }

    private bool IsOriginal(PolicyObject other) => Original?.Id is { } id && other.Id == id;

    private Grant? OriginalOf(Grant? drafted) =>
        (drafted?.Id is { } id ? Policy.Objects.FindById(PolicyKind.Grant, id) as Grant : null) ?? Policy.Grants.GetValueOrDefault(key);

    /// <summary>A text that can be read at all gives the form its fields; what the form cannot hold shows in that it would mend other problems.</summary>
    private void ReadForm()
    {
        var (value, problems) = PolicyObjectJson.ReadYaml(PolicyKind.Grant, Text);
        if (value is Grant grant)
            Form = GrantForm.Of(grant);
        IsFormWhole = value is Grant && Kinds(PolicyObjectJson.ReadYaml(PolicyKind.Grant, GrantFormYaml.Write(Form)).Problems).SequenceEqual(Kinds(problems));

        static IEnumerable<(string, string)> Kinds(IEnumerable<Diagnostic> found) => found.Select(p => (p.Pointer, p.Message)).Order();
    }

    private string TitleFor(string name) => name == Unnamed ? "Add a grant" : Original is null ? $"Add grant {name}" : $"Change grant {Original.Name}";
}
