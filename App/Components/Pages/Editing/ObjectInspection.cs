using System.Collections.Immutable;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Drafts;

namespace AccessConsole.Components.Pages.Editing;

/// <summary>What there is to say about an object's text: what is wrong with it, and what it would change.</summary>
/// <param name="Object">Null where the text cannot be read without errors.</param>
/// <param name="Problems">With pointers from the object on, such as <c>/when/branches/0</c>, and with lines.</param>
/// <param name="Review">Null where there are errors.</param>
public sealed record ObjectInspection(PolicyObject? Object, ImmutableArray<Diagnostic> Problems, ChangeReview? Review)
{
    public static readonly ObjectInspection Nothing = new(null, [], null);

    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);

    /// <summary>The problems of one field.</summary>
    public IReadOnlyList<Diagnostic> At(string pointer) =>
        [.. Problems.Where(p => p.Pointer == pointer || p.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal))];

    /// <param name="original">What is edited: it stays itself whatever it is called, also where the text leaves out its id. Null for a new object.</param>
    /// <param name="others">What else is in the draft.</param>
    public static ObjectInspection Of(PolicyKind kind, string text, PolicyObject? original, PolicyPatch others, DraftWorkflow workflow)
    {
        var (value, problems) = PolicyObjectJson.ReadYaml(kind, text, out var locations);
        if (value is null || problems.Any(p => p.Severity == Severity.Error))
            return new ObjectInspection(null, problems, null);
        // A pipeline's id is Buildkite's, and a text without it says that it is not known.
        if (value.Id is null && value is not Pipeline)
            value = value with { Id = original?.Id };
        var review = workflow.Review(Join(others, value, original));
        // The object is the patch's last one of its kind.
        var all = $"/upsert/{kind.DocumentKey()}/";
        var prefix = $"{all}{others.Upserts.Count(o => o.Kind == kind)}";
        var own = review.Problems
            .Where(p => p.Pointer == prefix || p.Pointer.StartsWith(prefix + "/", StringComparison.Ordinal))
            .Select(p => locations.Locate(p with { Pointer = p.Pointer[prefix.Length..] }));
        // What concerns no part of the object is still in its way.
        var general = review.Problems.Where(p => p.Severity == Severity.Error && !p.Pointer.StartsWith(all, StringComparison.Ordinal)).Select(p => p with { Pointer = "" });
        return new ObjectInspection(value, [.. problems, .. own, .. general], review.HasErrors ? null : review);
    }

    /// <summary>The draft with the object. A rename is told by the id: an object without one is another object under another name, and the former goes.</summary>
    public static PolicyPatch Join(PolicyPatch others, PolicyObject value, PolicyObject? original) => others with
    {
        Upserts = [.. others.Upserts, value],
        Deletes = original is { Id: null } && original.Name != value.Name ? [.. others.Deletes, original.Reference] : others.Deletes,
    };
}
