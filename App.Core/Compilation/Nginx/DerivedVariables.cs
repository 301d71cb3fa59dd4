using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// What follows from a request or a verdict without being asked of the policy: nginx finds it out itself, at a fraction of what access.js
/// takes, and only where log or upstream want it.
/// </summary>
internal static class DerivedVariables
{
    public static ImmutableArray<NginxDirective> All { get; } =
    [
        Map("$access_reason", "$access_decision", ("", ""), ("granted", "allow"), ("not_governed", "allow"), ("default", "deny")),
        Map("$access_reason", "$access_granted_by", ("granted", "$access_grant"), ("default", "")),
        // Nearly every path: whatever stands here is canonical; access.js looks at all others.
        Map("$request_uri", "$access_plain_path", ("~^((?:/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9_~!$&'()*+,=:@.-]*)+/?)(?:\\?|\\z)", "$1")),
        Map("$request_uri", "$access_path", ("~^([^?]*)", "$1")),
        Map("$http_traceparent", "$access_traceparent", ("", "$access_new_trace"), ("default", "$http_traceparent")),
        Map("$request_id", "$access_new_trace", ("~^.{8}(.{16})", "00-$request_id-$1-01")),
        // nginx compares without regard to case, and refuses a method in lower case before.
        Map("$request_method:$http_upgrade", "$access_upgrade", ("GET:websocket", "websocket"), ("default", "")),
        Map("$access_upgrade", "$access_connection", ("websocket", "upgrade"), ("default", "")),
    ];

    private static NginxDirective Map(string source, string variable, params ReadOnlySpan<(string Value, string Result)> cases) =>
        NginxDirective.Of("map", source, variable).Holding(cases.ToArray().Select(c => NginxDirective.Of(c.Value, c.Result)));
}
