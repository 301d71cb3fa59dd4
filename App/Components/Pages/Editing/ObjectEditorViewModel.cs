using AccessConsole.Core.Changes;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Editing;

/// <summary>One object of the policy as YAML. The text is what counts: a draft keeps it as it was typed, comments and mistakes included.</summary>
public class ObjectEditorViewModel(DraftWorkflow workflow, IDraftStore drafts, LivePolicy live)
{
    /// <summary>The name under which the draft has the text.</summary>
    private string key = DraftText.Unnamed;

    // What was typed was typed in sight of this one: a draft that begins with it must not pass for one against a later one.
    private int loadedRevision;

    public PolicyKind Kind { get; private set; }

    public string Text
    {
        get;
        protected set
        {
            field = value;
            var read = ObjectText.Parse(value);
            IsFormWhole = read.IsEditable;
            if (read.IsEditable)
                Fields = read;
        }
    } = "";

    /// <summary>The text value by value, for fields; the last one that could be read so.</summary>
    public ObjectText Fields { get; private set; } = ObjectText.Parse("{}");

    /// <summary>Whether fields can show and change the text; where they cannot, it has to be mended as text first.</summary>
    public bool IsFormWhole { get; private set; } = true;

    public ObjectInspection Inspection { get; private set; } = ObjectInspection.Nothing;

    public Draft? Draft { get; private set; }

    /// <summary>The object in force that is edited; null for a new one.</summary>
    public PolicyObject? Original { get; private set; }

    /// <summary>Whether something was typed that is not in the database yet.</summary>
    public bool IsDirty { get; protected set; }

    public PolicySet Policy => live.Current.Policy;

    /// <summary>The revision in force, where the draft is against an earlier policy; null where it is not.</summary>
    public int? MovedTo => Draft is { State: not (DraftState.Published or DraftState.Withdrawn) } && !live.Current.IsBase(Draft.BaseRevision) ? live.Current.Revision : null;

    public string Name => key == DraftText.Unnamed ? "" : key;

    /// <summary>Whether there is something to review.</summary>
    public bool IsChanged => Draft is not null || IsDirty;

    public string Address => ObjectAddresses.Of(Key, Draft?.Id);

    /// <summary>What still names the object by the name it has in force, now that its text gives it another.</summary>
    public IReadOnlyList<PolicyObject> LeftBehind { get; private set; } = [];

    private PolicyReference Key => new(Kind, key);

    /// <param name="name">Null for a new object.</param>
    /// <returns>False where there is no such object or draft.</returns>
    public async Task<bool> LoadAsync(PolicyKind kind, string? name, Guid? draft, CancellationToken cancellationToken)
    {
        Draft = draft is { } id ? await drafts.FindAsync(id, cancellationToken) : null;
        if (draft is not null && Draft is null)
            return false;
        (Kind, key, loadedRevision) = (kind, name ?? DraftText.Unnamed, live.Current.Revision);
        var drafted = Draft?.Patch.Upserts.FirstOrDefault(o => o.Reference == Key);
        Original = OriginalOf(drafted);
        var text = DraftText.Parse(Draft?.Text).Find(Key);
        if (name is not null && text is null && drafted is null && Original is null)
            return false;
        Text = text ?? ((drafted ?? Original) is { } standing ? PolicyPrinter.ToYaml(standing) : NewObjectText.Of(kind, Policy));
        IsDirty = false;
        // A new object has no mistakes before anything is typed.
        if (name is null && text is null)
            (Inspection, LeftBehind) = (ObjectInspection.Nothing, []);
        else
            Inspect();
        return true;
    }

    public void EditText(string text)
    {
        Text = text;
        IsDirty = true;
    }

    /// <summary>Looks at what is typed. Costs an access diff, so it is asked once typing pauses.</summary>
    public ObjectInspection Inspect()
    {
        var others = Others();
        Inspection = ObjectInspection.Of(Kind, Text, Original, others, workflow);
        LeftBehind = Original is { } former && Inspection.Object is { } named && named.Name != former.Name
            ? [.. Policy.Objects.Apply(others, out _).All().Where(o => PolicyNames.IsNamedBy(o, former.Reference))]
            : [];
        return Inspection;
    }

    /// <summary>Keeps what is typed in the draft, which is made with the first change. Text that is no object yet is kept beside the patch.</summary>
    /// <returns>Why it could not be kept; null where it is.</returns>
    public async Task<PublishRefusal?> SaveAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        Inspect();
        var refusal = await SaveAsync(user, Others(), cancellationToken);
        if (refusal is not { Kind: PublishRefusalKind.Conflict } || !await GoOnFromWhatStandsAsync(cancellationToken))
            return refusal;
        Inspect();
        return await SaveAsync(user, Others(), cancellationToken);
    }

    /// <summary>Has what is left behind use the new name, in the same draft.</summary>
    public async Task<PublishRefusal?> FollowRenameAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        if (Inspect().Object is not { } renamed || Original is not { } former)
            return null;
        var followers = LeftBehind.Select(o => PolicyNames.Replace(o, former.Reference, renamed.Name)).ToList();
        var others = Others();
        var refusal = await SaveAsync(user, others with { Upserts = [.. others.Upserts.Where(o => followers.All(f => f.Reference != o.Reference)), .. followers] }, cancellationToken);
        Inspect();
        return refusal;
    }

    /// <summary>What names the object and would be broken without it, as the draft has it.</summary>
    public IReadOnlyList<PolicyObject> FindUsers() =>
        Original is { } used ? [.. Policy.Objects.Apply(Others(), out _).All().Where(o => PolicyNames.IsNamedBy(o, used.Reference))] : [];

    /// <summary>Makes a draft that takes the object out, or takes it out of the draft at hand.</summary>
    public async Task<DraftResult> DeleteAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var texts = DraftText.Parse(Draft?.Text);
        texts.Remove(Key);
        var others = Others();
        var patch = Original is null ? others : others with { Deletes = [.. others.Deletes.Where(d => d != Original.Reference), Original.Reference] };
        var result = Draft is null
            ? await workflow.CreateAsync(user, new NewDraft($"Delete {Kind.Noun()} {key}", patch, live.Current.Revision), cancellationToken)
            : await workflow.EditAsync(user, Draft.Id, Draft.Version, new DraftEdit(null, patch, texts.ToString()), cancellationToken);
        Draft = result.Draft ?? Draft;
        return result;
    }

    private async Task<PublishRefusal?> SaveAsync(ConsoleUser user, PolicyPatch others, CancellationToken cancellationToken)
    {
        var saved = Text;
        var value = Inspection.Object;
        var next = value?.Name is { Length: > 0 } name ? name : key;
        var patch = value is null ? others : ObjectInspection.Join(others, value, Original);
        var texts = TextsFor(patch, next, saved);
        var result = Draft is null
            ? await workflow.CreateAsync(user, new NewDraft(TitleFor(next), patch, loadedRevision, texts), cancellationToken)
            : await workflow.EditAsync(user, Draft.Id, Draft.Version, new DraftEdit(Retitled(next), patch, texts), cancellationToken);
        if (result.Draft is null)
            return result.Refusal;
        (Draft, key) = (result.Draft, next);
        IsDirty = Text != saved;
        return null;
    }

    /// <summary>Where others changed the draft meanwhile but not this object in it, nothing of theirs is lost by saving it beside that.</summary>
    private async Task<bool> GoOnFromWhatStandsAsync(CancellationToken cancellationToken)
    {
        if (Draft is not { } seen || await drafts.FindAsync(seen.Id, cancellationToken) is not { } now || now.Version == seen.Version
            || now.State != seen.State || now.BaseRevision != seen.BaseRevision || TextIn(now) != TextIn(seen) || DraftedIn(now) != DraftedIn(seen))
            return false;
        Draft = now;
        return true;

        string? TextIn(Draft draft) => DraftText.Parse(draft.Text).Find(Key);
        (PolicyObject?, bool) DraftedIn(Draft draft) =>
            (draft.Patch.Upserts.FirstOrDefault(o => o.Reference == Key || IsOriginal(o)), draft.Patch.Deletes.Any(d => d == Key || d == Original?.Reference));
    }

    /// <summary>The texts of the draft with this one; a text that its object has outrun is left out, so that nobody edits what no longer stands.</summary>
    private string TextsFor(PolicyPatch patch, string name, string text)
    {
        var texts = DraftText.Parse(Draft?.Text);
        texts.Remove(Key);
        foreach (var other in patch.Upserts.Where(o => texts.Find(o.Reference) is { } written && PolicyObjectJson.ReadYaml(o.Kind, written).Object is { } read && !IsSame(read, o)))
            texts.Remove(other.Reference);
        texts.Set(new PolicyReference(Kind, name), text);
        return texts.ToString();
    }

    /// <summary>The store gives an object its id; its text need not say it.</summary>
    private static bool IsSame(PolicyObject written, PolicyObject stored) => written == stored || written with { Id = stored.Id } == stored;

    /// <summary>The draft without this object.</summary>
    private PolicyPatch Others()
    {
        var patch = Draft?.Patch ?? PolicyPatch.Empty;
        return patch with
        {
            Upserts = patch.Upserts.Where(o => o.Reference != Key && !IsOriginal(o)).ToValueList(),
            Deletes = patch.Deletes.Where(d => d != Original?.Reference).ToValueList(),
        };
    }

    private bool IsOriginal(PolicyObject other) => other.Kind == Kind && Original?.Id is { } id && other.Id == id;

    private PolicyObject? OriginalOf(PolicyObject? drafted) =>
        (drafted?.Id is { } id ? Policy.Objects.FindById(Kind, id) : null) ?? Policy.Objects.Find(Key);

    /// <summary>A draft that is called by its object's former name, which may be half of what is typed, follows it; null where the title stays.</summary>
    private string? Retitled(string name) => name != key && Draft!.Title == TitleFor(key) ? TitleFor(name) : null;

    /// <summary>As a draft has it: a name that is half typed may be anything.</summary>
    private string TitleFor(string name) => ChangeTitle.Fit(
        name == DraftText.Unnamed ? $"Add {(Kind is PolicyKind.IdentityProvider or PolicyKind.Environment ? "an" : "a")} {Kind.Noun()}"
        : Original is null ? $"Add {Kind.Noun()} {name}"
        : $"Change {Kind.Noun()} {Original.Name}");
}
