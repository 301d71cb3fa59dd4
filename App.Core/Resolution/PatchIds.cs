using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>Gives every object of a patch its id, so that it survives later renames.</summary>
public static class PatchIds
{
    /// <summary>The patch with what it adds put in the place of objects that others added by the same names, and without deletes of what is gone already.</summary>
    public static PolicyPatch TakeOver(PolicyPatch patch, PolicyObjects basis)
    {
        return new PolicyPatch
        {
            Upserts = patch.Upserts.Select(Standing).ToValueList(),
            Deletes = patch.Deletes.Where(d => basis.Find(d) is not null).ToValueList(),
        };

        PolicyObject Standing(PolicyObject upsert) =>
            upsert.Id is { } id && upsert is not Pipeline && basis.FindById(upsert.Kind, id) is null && basis.Find(upsert.Reference) is { } holder
                ? upsert with { Id = holder.Id }
                : upsert;
    }

    /// <summary>
    /// An object without id takes over the id of the object of its name, or else a new one; a pipeline's id is Buildkite's and is never made.
    /// Upserts that change nothing are left out.
    /// </summary>
    public static PolicyPatch Complete(PolicyPatch patch, PolicyObjects basis, Func<Guid> newId)
    {
        var upserts = patch.Upserts.Select(Completed).Where(o => basis.Find(o.Reference) != o).ToValueList();
        return patch with { Upserts = upserts, Deletes = patch.Deletes.Where(d => basis.Find(d) is not null).ToValueList() };

        PolicyObject Completed(PolicyObject upsert) =>
            upsert.Id is not null ? upsert
            : basis.Find(upsert.Reference)?.Id is { } former ? upsert with { Id = former }
            : upsert is Pipeline ? upsert
            : upsert with { Id = newId() };
    }
}
