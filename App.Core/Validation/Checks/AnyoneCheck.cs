using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>What needs no identity is exact, only reads, and asks nothing that only a build could answer.</summary>
internal static class AnyoneCheck
{
    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Grants)
        {
            if (!item.Object.Principals.Anyone)
                continue;
            foreach (var (pointer, problem) in Problems(item.Object, context.Index.Roles.GetValueOrDefault(item.Object.Role)))
                context.Error(DiagnosticCodes.AnyoneRestricted, item.At(pointer), $"a grant to anyone {problem}");
        }
    }

    private static IEnumerable<(string Pointer, string Problem)> Problems(Grant grant, Role? role)
    {
        if (grant.Principals.Pipelines is not null || grant.Principals.Workloads is not null)
            yield return ("/principals", "needs no other principals: remove them, or `anyone`");
        if (!grant.When.IsEmpty)
            yield return ("/when", "has no conditions: a caller without identity has no build");
        // A deny opens nothing: it may cut off whatever it likes for everybody.
        if (grant.Effect == Effect.Deny)
            yield break;
        if (role is not null && role.Permissions.Any(p => !MethodSet.Reading.Contains(p.Methods)))
            yield return ("/role", $"permits GET, HEAD and OPTIONS only, and role `{role.Name}` permits more");
        if (role is not null && role.Permissions.Any(p => p.Paths.Any(path => !path.IsExact)))
            yield return ("/role", $"permits exact paths only, and role `{role.Name}` has a template with `{{*}}` or `**`");
    }
}
