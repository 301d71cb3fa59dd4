using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>Narrows what a role permits to the methods and path templates that calls needed.</summary>
/// <param name="Left">What is still permitted; never more than before.</param>
internal sealed record PermissionsSeen(ValueList<Permission> Left, ImmutableArray<string> Methods, ImmutableArray<string> Paths, ImmutableArray<string> Permissions)
{
    /// <param name="calls">Of the window.</param>
    /// <param name="labelsOf">The labels of a service by its name.</param>
    public static PermissionsSeen Of(Role role, IReadOnlyList<SeenCall> calls, Func<string, ValueMap?> labelsOf)
    {
        var (left, methods, paths, whole) = (new List<Permission>(), new List<string>(), new List<string>(), new List<string>());
        foreach (var permission in role.Permissions)
        {
            SeenCall[] own = [.. calls.Where(call => Permits(permission, call, labelsOf))];
            if (own.Length == 0)
            {
                whole.Add($"{permission.Methods} {string.Join(' ', permission.Paths)}");
                continue;
            }

            var used = own.Aggregate(MethodSet.None, (set, call) => set | MethodSet.Of(call.Method));
            var needed = permission.Paths.Where(path => own.Any(call => path.Matches(call.Path))).ToValueList();
            methods.AddRange((permission.Methods & ~used).Names().Select(method => $"{method} {string.Join(' ', needed)}"));
            paths.AddRange(permission.Paths.Where(path => !needed.Contains(path)).Select(path => path.Text));
            left.Add(permission with { Methods = permission.Methods & used, Paths = needed });
        }

        return new PermissionsSeen(left.ToValueList(), [.. methods], [.. paths], [.. whole]);
    }

    private static bool Permits(Permission permission, SeenCall call, Func<string, ValueMap?> labelsOf) =>
        labelsOf(call.Service) is { } labels && permission.Services.Selects(call.Service, labels)
        && MethodSet.Of(call.Method) is { IsEmpty: false } method && permission.Methods.Contains(method) && permission.Paths.Any(path => path.Matches(call.Path));
}
