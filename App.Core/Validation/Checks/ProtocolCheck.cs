using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>
/// A permission can be meant at every deployment that it reaches: tcp knows neither methods nor paths, so anything but all of both would
/// promise a limit that is not there; a gRPC call is a POST.
/// </summary>
internal static class ProtocolCheck
{
    private static readonly MethodSet Post = MethodSet.Of("POST");

    public static void Check(ValidationContext context)
    {
        foreach (var role in context.Roles)
        {
            for (var i = 0; i < role.Object.Permissions.Count; i++)
                CheckPermission(context, role.Object.Permissions[i], role.At($"/permissions/{i}"));
        }
    }

    private static void CheckPermission(ValidationContext context, Permission permission, string pointer)
    {
        var fitsTcp = permission.Methods == MethodSet.All && permission.Paths.Contains(PathTemplate.Everything);
        var fitsGrpc = permission.Methods.Contains(Post);
        if (fitsTcp || permission.Methods.IsEmpty)
            return;
        if (FirstWith(context, permission.Services, Protocol.Tcp) is { } tcp)
            context.Error(DiagnosticCodes.ProtocolMismatch, pointer, $"service `{tcp}` is reached by tcp, which has neither methods nor paths: permit `*` on `/**`, or select other services");
        if (!fitsGrpc && FirstWith(context, permission.Services, Protocol.Grpc) is { } grpc)
            context.Error(DiagnosticCodes.ProtocolMismatch, pointer + "/methods", $"service `{grpc}` is reached by gRPC, where every call is a POST: permit `POST`, or select other services");
    }

    private static string? FirstWith(ValidationContext context, Selector services, Protocol protocol) => context.Index.Chosen(services)
        .Where(service => service.Deployments.Any(d => d.Protocol == protocol)).Select(service => service.Name).Min(StringComparer.Ordinal);
}
