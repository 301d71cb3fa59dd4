namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>
/// The format <c>access_json</c>, which the host's configuration writes wherever it likes: one JSON object a line, with the decision and
/// without anything secret: no query, no header, and of a good token only what names build and job and what conditions read.
/// </summary>
internal static class AccessLog
{
    public static NginxDirective Format(string environment) => NginxDirective.With(
        "log_format",
        NginxArgument.Code("access_json"),
        NginxArgument.Code("escape=json"),
        NginxArgument.Code("""{"time":"$time_iso8601","msec":$msec,"requestId":"$request_id","traceparent":"$access_traceparent","""),
        NginxArgument.Text($"\"environment\":\"{environment}\","),
        NginxArgument.Code("\"service\":\"$access_service\",\"host\":\"$host\",\"method\":\"$request_method\",\"path\":\"$access_path\","),
        NginxArgument.Code("\"decision\":\"$access_decision\",\"reason\":\"$access_reason\",\"detail\":\"$access_detail\",\"mode\":\"$access_mode\","),
        NginxArgument.Code("\"grant\":\"$access_grant\",\"principal\":\"$access_principal\",\"revision\":\"$access_revision\",\"claims\":\"$access_claims\","),
        NginxArgument.Code("\"peer\":\"$remote_addr\",\"status\":$status,\"seconds\":$request_time,\"upstreamStatus\":\"$upstream_status\"}"));
}
