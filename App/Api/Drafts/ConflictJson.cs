using AccessConsole.Core.Model;
using AccessConsole.Drafts;

namespace AccessConsole.Api.Drafts;

/// <summary>One object that the draft and later revisions both changed.</summary>
/// <param name="Kind">As documents call the list, such as <c>grants</c>.</param>
/// <param name="Name">As the draft names the object.</param>
/// <param name="NameInForce">As it is named now; null where it is not there any more.</param>
public sealed record ConflictJson(string Kind, string Name, string? NameInForce)
{
    public static ConflictJson Of(DraftConflict conflict) => new(conflict.Object.Kind.DocumentKey(), conflict.Object.Name, conflict.InForce?.Name);
}

/// <summary>Which version of each conflicting object to keep.</summary>
/// <param name="Revision">The newest revision that whoever chose saw; a later one refuses the choices.</param>
/// <param name="Choices">Which version to keep, one choice for each conflict.</param>
public sealed record RebaseRequest(int? Revision, IReadOnlyList<ChoiceJson>? Choices)
{
    /// <returns>The choices, or what is wrong with them.</returns>
    public (ConflictChoices? Choices, string? Problem) Read(bool overwrites)
    {
        var named = new Dictionary<PolicyReference, KeptVersion>();
        foreach (var choice in Choices ?? [])
        {
            var kind = PolicyKinds.All.Where(k => k.DocumentKey() == choice.Kind).Select(k => (PolicyKind?)k).FirstOrDefault();
            if (kind is null)
                return (null, $"`choices` names the kind `{choice.Kind}`: use {string.Join(", ", PolicyKinds.All.Select(k => k.DocumentKey()))}");
            KeptVersion? keep = choice.Keep switch { "draft" => KeptVersion.Draft, "published" => KeptVersion.Published, _ => null };
            if (keep is null)
                return (null, $"`choices` keeps `{choice.Keep}` of `{choice.Name}`: use draft or published");
            named[new PolicyReference(kind.Value, choice.Name)] = keep.Value;
        }

        return (new ConflictChoices(named, overwrites ? KeptVersion.Draft : null, Revision), null);
    }
}

/// <summary>Which version of one conflicting object to keep.</summary>
/// <param name="Kind">As documents call the list, such as <c>grants</c>.</param>
/// <param name="Name">As the draft names the object.</param>
/// <param name="Keep"><c>draft</c> for the draft's version, <c>published</c> for what is in force.</param>
public sealed record ChoiceJson(string Kind, string Name, string Keep);
