using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>Ids are unique per kind, and over pipelines and workloads together, which logs name by id alone.</summary>
internal static class IdCheck
{
    public static void Check(ValidationContext context)
    {
        CheckGroup(context, Ids(context.Providers));
        CheckGroup(context, Ids(context.Environments));
        CheckGroup(context, Ids(context.Pipelines).Concat(Ids(context.Workloads)));
        CheckGroup(context, Ids(context.Services));
        CheckGroup(context, Ids(context.Roles));
        CheckGroup(context, Ids(context.Grants));
        CheckGroup(context, Ids(context.Tests));
    }

    private static IEnumerable<(PolicyObject Object, Guid Id, Func<string> Pointer)> Ids<T>(IEnumerable<Located<T>> objects)
        where T : PolicyObject =>
        objects.Where(o => o.Object.Id is not null).Select(o => ((PolicyObject)o.Object, o.Object.Id!.Value, (Func<string>)(() => o.At("/id"))));

    private static void CheckGroup(ValidationContext context, IEnumerable<(PolicyObject Object, Guid Id, Func<string> Pointer)> ids)
    {
        var owners = new Dictionary<Guid, PolicyObject>();
        foreach (var (value, id, pointer) in ids)
        {
            if (!owners.TryAdd(id, value))
                context.Error(DiagnosticCodes.IdDuplicate, pointer(), $"the id `{id}` belongs to {owners[id].Reference}: leave it out for a new object");
        }
    }
}
