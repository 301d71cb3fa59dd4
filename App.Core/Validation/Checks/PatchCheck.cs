using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Judges a patch: what it puts in by itself where nothing can refer to it, else the whole policy that it would make.</summary>
internal static class PatchCheck
{
    private const int UsersNamed = 5;

    public static ImmutableArray<Diagnostic> Check(PolicySet basis, PolicyPatch patch, ValidationOptions options)
    {
        var deletes = CheckDeletes(basis, patch);
        var conflicts = CheckConflicts(basis, patch);
        var found = deletes.Concat(conflicts).ToImmutableArray();
        if (found.Any(p => p.Code is DiagnosticCodes.DeleteMissing or DiagnosticCodes.PatchConflict))
            return Ordered(found.Concat(JudgeAlone(basis, patch, options)));
        return Ordered(found.Concat(TouchesOnlyLeaves(patch) ? JudgeAlone(basis, patch, options) : JudgeWhole(basis, patch, options)));
    }

    /// <summary>Nothing refers to a grant or a test, so that one can be judged by looking up what it refers to.</summary>
    private static bool TouchesOnlyLeaves(PolicyPatch patch) =>
        patch.Deletes.All(d => IsLeaf(d.Kind)) && patch.Upserts.All(u => IsLeaf(u.Kind));

    private static bool IsLeaf(PolicyKind kind) => kind is PolicyKind.Grant or PolicyKind.Test;

    private static ImmutableArray<Diagnostic> JudgeAlone(PolicySet basis, PolicyPatch patch, ValidationOptions options)
    {
        var judged = PolicyDocument.Of(patch.Upserts);
        var index = patch.Upserts.All(u => IsLeaf(u.Kind)) ? new PolicyIndex(basis) : new PolicyIndex(PolicyDocument.Of(patch.Upserts.Concat(basis.Objects.All())));
        return PolicyValidator.Run(new ValidationContext(judged, "/upsert", index, options));
    }

    private static IEnumerable<Diagnostic> JudgeWhole(PolicySet basis, PolicyPatch patch, ValidationOptions options)
    {
        var upserts = PatchPointers.Of(patch);
        var document = basis.Objects.Apply(patch, out _).ToDocument();
        var objects = document.Objects().ToLookup(o => o.Kind).ToDictionary(kind => kind.Key.DocumentKey(), kind => kind.ToArray());
        var deleted = patch.Deletes.ToHashSet();
        foreach (var problem in PolicyValidator.Validate(document, options))
        {
            var steps = problem.Pointer.Split('/');
            // What concerns the whole, such as that there are too many problems to list, belongs to no object.
            if (steps.Length < 3)
            {
                yield return problem;
                continue;
            }

            var value = objects[steps[1]][int.Parse(steps[2], System.Globalization.CultureInfo.InvariantCulture)];
            if (upserts.TryGetValue(value.Reference, out var pointer))
                yield return problem with { Pointer = string.Join('/', steps.Skip(3).Prepend(pointer)) };
            else if (problem.Severity == Severity.Error && !(problem.Code == DiagnosticCodes.UnknownReference && References.Of(value).Any(deleted.Contains)))
                yield return problem with { Pointer = "", Message = $"{value.Reference}: {problem.Message}" };
        }
    }

    private static IEnumerable<Diagnostic> CheckConflicts(PolicySet basis, PolicyPatch patch)
    {
        var names = new HashSet<PolicyReference>(patch.Deletes);
        var ids = new HashSet<(PolicyKind, Guid)>();
        var pointers = new PatchPointers();
        foreach (var upsert in patch.Upserts)
        {
            var pointer = pointers.Next(upsert.Kind);
            if (upsert.Name.Length > 0 && !names.Add(upsert.Reference))
                yield return Error(DiagnosticCodes.PatchConflict, pointer + "/name", $"{upsert.Reference} is in this patch already: put it in or delete it once");
            else if (upsert.Id is { } id && !ids.Add((upsert.Kind, id)))
                yield return Error(DiagnosticCodes.PatchConflict, pointer + "/id", $"the id `{id}` is in this patch already: put each object in once");
            else if (IsTaken(basis.Objects, upsert))
                yield return Error(DiagnosticCodes.PatchConflict, pointer + "/name", $"another {upsert.Reference} is there already: leave the id out to change that one, or choose another name");
        }
    }

    /// <summary>Whether the name belongs to an object other than the one that the id stands for. A pipeline's id is a fact about it, and may change.</summary>
    private static bool IsTaken(PolicyObjects basis, PolicyObject upsert)
    {
        if (upsert.Id is not { } id || basis.Find(upsert.Reference) is not { } holder || holder.Id == id)
            return false;
        return basis.FindById(upsert.Kind, id) is not null || (holder.Id is not null && upsert.Kind != PolicyKind.Pipeline);
    }

    private static IEnumerable<Diagnostic> CheckDeletes(PolicySet basis, PolicyPatch patch)
    {
        var counts = new Dictionary<PolicyKind, int>();
        var users = UsersOf(basis, patch);
        foreach (var delete in patch.Deletes)
        {
            var index = counts[delete.Kind] = counts.GetValueOrDefault(delete.Kind, -1) + 1;
            var pointer = $"/delete/{delete.Kind.DocumentKey()}/{index}";
            if (basis.Objects.Find(delete) is null)
                yield return Error(DiagnosticCodes.DeleteMissing, pointer, $"there is no {delete.Kind.Noun()} `{Shown.Text(delete.Name)}` to delete");
            else if (users.TryGetValue(delete, out var needing))
                yield return Error(DiagnosticCodes.DeleteReferenced, pointer, $"{delete} is needed by {string.Join(", ", needing.Take(UsersNamed))}{(needing.Count > UsersNamed ? " and others" : "")}: change those first");
        }
    }

    /// <summary>For each thing that is deleted, what still refers to it: the first few, found in one pass however much is deleted.</summary>
    private static Dictionary<PolicyReference, List<PolicyReference>> UsersOf(PolicySet basis, PolicyPatch patch)
    {
        var users = new Dictionary<PolicyReference, List<PolicyReference>>();
        var deleted = patch.Deletes.Where(d => !IsLeaf(d.Kind)).ToHashSet();
        if (deleted.Count == 0)
            return users;
        foreach (var value in basis.Objects.Apply(patch, out _).All())
        {
            foreach (var needed in References.Of(value).Where(deleted.Contains).Distinct())
            {
                if (!users.TryGetValue(needed, out var needing))
                    users[needed] = needing = [];
                if (needing.Count <= UsersNamed)
                    needing.Add(value.Reference);
            }
        }

        return users;
    }

    private static Diagnostic Error(string code, string pointer, string message) => new(code, Severity.Error, message, pointer);

    private static ImmutableArray<Diagnostic> Ordered(IEnumerable<Diagnostic> problems) => [.. problems.Distinct().Order(PointerOrder.Instance)];
}
