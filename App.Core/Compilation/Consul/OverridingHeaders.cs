using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>Headers by which an upstream might execute another request than the one that was checked. Intentions remove no header, so they refuse.</summary>
internal static class OverridingHeaders
{
    private static readonly ImmutableArray<string> Names =
        ["x-http-method", "x-http-method-override", "x-method-override", "x-original-method", "x-original-uri", "x-original-url", "x-rewrite-url"];

    private static readonly HeaderMatch Upgrade = new("upgrade");
    private static readonly HeaderMatch OtherUpgrade = new("upgrade", "(?i)websocket", Invert: true);

    public static IEnumerable<PlannedPermission> Denied(Deployment deployment) =>
        Names.Select(name => new HeaderMatch(name)).Append(deployment.WebSocket ? OtherUpgrade : Upgrade)
            .Select(header => new PlannedPermission(false, null, MethodSet.None, [header], []));
}
