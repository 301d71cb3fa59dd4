using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;

namespace AccessConsole.Core.Import;

/// <summary>Puts the objects of a file in by their names, and says what that changes.</summary>
public sealed class ImportPlanner
{
    private readonly PolicySet basis;
    private readonly ImportFile file;
    private readonly Func<Guid> newId;
    private readonly Dictionary<PolicyReference, PolicyObject> removed = [];
    private readonly List<ImportEntry> entries = [];
    private readonly List<Diagnostic> conflicts = [];

    // For each kind, the places in the file of what the patch puts in.
    private readonly Dictionary<PolicyKind, List<int>> places = [];

    private ImportPlanner(PolicySet basis, ImportFile file, Func<Guid> newId) => (this.basis, this.file, this.newId) = (basis, file, newId);

    /// <param name="removesMissing">Whether objects go that the file lacks, of the kinds that it holds.</param>
    /// <param name="newId">Makes the ids of new objects; a pipeline's id is Buildkite's and is not made.</param>
    public static ImportPlan Plan(PolicySet basis, ImportFile file, bool removesMissing, ValidationOptions options, Func<Guid> newId)
    {
        var planner = new ImportPlanner(basis, file, newId);
        if (removesMissing)
            planner.FindRemoved();
        planner.Compare();
        return planner.Judge(options);
    }

    private void FindRemoved()
    {
        var named = file.Objects.Select(o => o.Reference).ToHashSet();
        foreach (var gone in file.Objects.Select(o => o.Kind).Distinct().SelectMany(basis.Objects.OfKind).Where(o => !named.Contains(o.Reference)))
            removed.Add(gone.Reference, gone);
    }

    private void Compare()
    {
        var counts = new Dictionary<PolicyKind, int>();
        foreach (var wanted in file.Objects)
        {
            var index = counts[wanted.Kind] = counts.GetValueOrDefault(wanted.Kind, -1) + 1;
            var pointer = PointerOf(wanted.Kind, index);
            var line = file.Locate(new Diagnostic("", Severity.Error, "", pointer)).Line;
            // One without a name has been reported where it was read.
            if (wanted.Name.Length > 0)
                entries.Add(Compare(wanted, index, line));
        }

        entries.AddRange(removed.Values.Order(Comparer<PolicyObject>.Create((x, y) => x.Reference.CompareTo(y.Reference)))
            .Select(gone => new ImportEntry(gone.Reference, ImportVerdict.Removed, null, gone, null)));
    }

    private ImportEntry Compare(PolicyObject wanted, int index, int? line)
    {
        var standing = basis.Objects.Find(wanted.Reference);
        if (wanted.Id is { } id && (standing is null || wanted is Pipeline) && basis.Objects.FindById(wanted.Kind, id) is { } owner && owner.Name != wanted.Name)
        {
            if (standing is not null || !removed.Remove(owner.Reference))
                return Conflict(wanted, owner, index, line);
            // The one that the file lacks is this one under its former name.
            standing = owner;
        }

        var after = wanted is Pipeline { Id: not null } ? wanted : wanted with { Id = standing is null ? wanted.Id ?? (wanted is Pipeline ? null : newId()) : standing.Id };
        var verdict = standing is null ? ImportVerdict.Added : after == standing ? ImportVerdict.Unchanged : ImportVerdict.Changed;
        if (verdict != ImportVerdict.Unchanged)
            PlacesOf(wanted.Kind).Add(index);
        return new ImportEntry(wanted.Reference, verdict, line, standing, after);
    }

    private ImportEntry Conflict(PolicyObject wanted, PolicyObject owner, int index, int? line)
    {
        var remedy = wanted is Pipeline
            ? "name it so here, or rename that one first"
            : "leave the id out to add another one, or rename that one first";
        conflicts.Add(new Diagnostic(
            DiagnosticCodes.ImportConflict, Severity.Error, $"its id `{wanted.Id}` belongs to {owner.Reference}: {remedy}", PointerOf(wanted.Kind, index) + "/id"));
        return new ImportEntry(wanted.Reference, ImportVerdict.Conflicting, line, owner, wanted);
    }

    private ImportPlan Judge(ValidationOptions options)
    {
        var patch = new PolicyPatch
        {
            Upserts = entries.Where(e => e.Verdict is ImportVerdict.Added or ImportVerdict.Changed).Select(e => e.After!).ToValueList(),
            Deletes = entries.Where(e => e.Verdict == ImportVerdict.Removed).Select(e => e.Reference).ToValueList(),
        };
        var found = patch.IsEmpty ? [] : PolicyValidator.ValidatePatch(basis, patch, options).Select(InFile);
        var problems = DocumentCheck.Merge(file.Problems, conflicts.Concat(found), file.Locate);
        return new ImportPlan([.. entries], patch, problems);
    }

    /// <summary>A problem of the patch at its place in the file.</summary>
    private Diagnostic InFile(Diagnostic problem)
    {
        if (problem.Pointer.Split('/', 5) is not ["", "upsert", var key, var number, .. var rest])
            return problem with { Pointer = "" };
        var kind = PolicyKinds.All.First(k => k.DocumentKey() == key);
        var index = PlacesOf(kind)[int.Parse(number, CultureInfo.InvariantCulture)];
        return problem with { Pointer = string.Join('/', rest.Prepend(PointerOf(kind, index))) };
    }

    private List<int> PlacesOf(PolicyKind kind)
    {
        if (!places.TryGetValue(kind, out var list))
            places[kind] = list = [];
        return list;
    }

    private static string PointerOf(PolicyKind kind, int index) => string.Create(CultureInfo.InvariantCulture, $"/{kind.DocumentKey()}/{index}");
}
