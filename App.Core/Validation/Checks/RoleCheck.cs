using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>A role permits something: permissions with services, methods and paths.</summary>
internal static class RoleCheck
{
    public static void Check(ValidationContext context)
    {
        foreach (var item in context.Roles)
        {
            var permissions = item.Object.Permissions;
            if (permissions.Count == 0)
                context.Error(DiagnosticCodes.PermissionEmpty, item.At("/permissions"), "the role permits nothing: give a permission, or delete the role");
            context.CheckCount(permissions.Count, DocumentLimits.Permissions, "permissions", item.At("/permissions"));
            for (var i = 0; i < permissions.Count; i++)
                CheckPermission(context, permissions[i], item.At($"/permissions/{i}"));
        }
    }

    private static void CheckPermission(ValidationContext context, Permission permission, string pointer)
    {
        SelectorCheck.Check(context, permission.Services, PolicyKind.Service, context.Index.Services, pointer + "/services");
        context.CheckCount(permission.Paths.Count, DocumentLimits.Paths, "paths", pointer + "/paths");
        if (permission.Methods.IsEmpty)
            context.Error(DiagnosticCodes.PermissionEmpty, pointer + "/methods", "the permission has no methods: list them, or `*` for all");
        if (permission.Paths.Count == 0)
            context.Error(DiagnosticCodes.PermissionEmpty, pointer + "/paths", "the permission has no paths: list them, or `/**` for all");
    }
}
