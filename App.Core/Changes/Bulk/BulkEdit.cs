using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;

namespace AccessConsole.Core.Changes.Bulk;

/// <summary>Makes one edit to many grants.</summary>
public static class BulkEdit
{
    /// <summary>How many grants one edit may be made to: as many as a person can still answer for.</summary>
    public const int MaxGrants = 5_000;

    /// <param name="names">The grants, at most <see cref="MaxGrants"/>.</param>
    public static BulkPlan Plan(PolicySet basis, IReadOnlyCollection<string> names, GrantEdit edit, ValidationOptions options)
    {
        if (names.Count > MaxGrants)
            throw new ArgumentException($"{names.Count} grants are more than {MaxGrants}", nameof(names));
        if (Objection(basis, edit) is { } objection)
            return new BulkPlan(PolicyPatch.Empty, objection, []);
        var leftOut = new List<LeftOutGrant>();
        var wanted = new List<Grant>();
        foreach (var name in names)
        {
            if (!basis.Grants.TryGetValue(name, out var grant))
                leftOut.Add(new LeftOutGrant(name, "is gone: somebody deleted or renamed it", false));
            else if (edit.Deletes)
                wanted.Add(grant);
            else if (GrantChange.Of(basis, grant, edit) is var change && change.After is null)
                leftOut.Add(new LeftOutGrant(name, change.Why!, change.IsAlreadySo));
            else
                wanted.Add(change.After);
        }

        return edit.Deletes
            ? new BulkPlan(new PolicyPatch { Deletes = wanted.Select(g => g.Reference).ToValueList() }, null, [.. leftOut])
            : Judged(basis, wanted, leftOut, options);
    }

    /// <summary>Leaves out the grants that the edit would make wrong: a draft with them could not be published.</summary>
    private static BulkPlan Judged(PolicySet basis, List<Grant> wanted, List<LeftOutGrant> leftOut, ValidationOptions options)
    {
        var patch = new PolicyPatch { Upserts = wanted.Cast<PolicyObject>().ToValueList() };
        var wrong = new Dictionary<int, string>();
        foreach (var problem in PolicyValidator.ValidatePatch(basis, patch, options).Where(p => p.Severity == Severity.Error))
        {
            if (problem.Pointer.Split('/') is ["", "upsert", "grants", var index, ..])
                wrong.TryAdd(int.Parse(index, System.Globalization.CultureInfo.InvariantCulture), problem.Message);
        }

        if (wrong.Count == 0)
            return new BulkPlan(patch, null, [.. leftOut]);
        leftOut.AddRange(wrong.Select(w => new LeftOutGrant(wanted[w.Key].Name, w.Value, false)));
        // Of many errors only the first are listed, so that what is left is judged again.
        return Judged(basis, [.. wanted.Where((_, i) => !wrong.ContainsKey(i))], leftOut, options);
    }

    /// <summary>Why the edit means nothing in this policy.</summary>
    private static string? Objection(PolicySet basis, GrantEdit edit)
    {
        if (edit.Deletes)
            return null;
        if (edit.IsEmpty)
            return "say what to change";
        if (edit is { AddedEnvironment: { } environment, RemovedEnvironment: not null } && edit.RemovedEnvironment == environment)
            return $"`{environment}` is both added and removed: choose one";
        if (edit.AddedPrincipal is { } principal && edit.RemovedPrincipal == principal)
            return $"{principal} is both added and removed: choose one";
        ImmutableArray<PolicyReference?> used =
        [
            edit.Role is { } role ? new PolicyReference(PolicyKind.Role, role) : null,
            edit.AddedEnvironment is { } added ? new PolicyReference(PolicyKind.Environment, added) : null,
            edit.AddedPrincipal,
        ];
        return used.FirstOrDefault(u => u is { } named && basis.Objects.Find(named) is null) is { } missing ? $"there is no {missing}" : null;
    }
}
