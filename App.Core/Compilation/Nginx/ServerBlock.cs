using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>The server of one deployment: everything is decided first, and only what was decided is forwarded.</summary>
/// <param name="common">What every server of the bundle begins with.</param>
/// <param name="tokenHeaders">What the last hop removes besides.</param>
internal sealed class ServerBlock(ImmutableArray<NginxDirective> common, ImmutableArray<string> tokenHeaders)
{
    private const string Forward = "@access_forward";
    private const string Limited = "@access_limited";

    public NginxDirective Of(NginxDeployment compiled)
    {
        var deployment = compiled.Deployment.Deployment;
        var upstream = Upstream.Of(deployment);
        var server = NginxDirective.Of("server").Holding(
        [
            .. common,
            NginxDirective.With("server_name", [.. deployment.Hosts.Select(NginxArgument.Text)]),
            NginxDirective.With("set", NginxArgument.Code("$access_service"), NginxArgument.Text(compiled.Deployment.Service.Name)),
            NginxDirective.Of("set", "$access_mode", deployment.Mode == Mode.Shadow ? "shadow" : "enforce"),
            NginxDirective.Of("location", "/").Holding(NginxDirective.Of("js_content", "access.enforce")),
            NginxDirective.Of("location", Forward).Holding(upstream is null ? [NginxDirective.Of("return", "502")] : Forwarding(compiled, upstream)),
        ]);
        return compiled.Limits.IsEmpty
            ? server
            : server with { Block = server.Block!.Value.Add(NginxDirective.Of("location", Limited).Holding(NginxDirective.Of("js_content", "access.limited"))) };
    }

    private IEnumerable<NginxDirective> Forwarding(NginxDeployment compiled, Upstream upstream) =>
    [
        .. Limits(compiled.Limits),
        .. Connection(compiled.Deployment.Deployment, upstream),
        .. Headers(compiled, upstream.Module),
        .. upstream.IsTls ? Tls(upstream) : [],
        .. Pass(compiled, upstream),
    ];

    private static IEnumerable<NginxDirective> Limits(ImmutableArray<RateLimitZone> limits)
    {
        if (limits.IsEmpty)
            return [];
        return
        [
            .. limits.Select(l => l.Application()),
            NginxDirective.Of("limit_req_status", "429"),
            NginxDirective.Of("error_page", "429", "=", Limited),
        ];
    }

    private static IEnumerable<NginxDirective> Connection(Deployment deployment, Upstream upstream)
    {
        yield return NginxDirective.Of($"{upstream.Module}_intercept_errors", "off");
        // What an upstream answers is for the caller: it may not send nginx to another location.
        yield return NginxDirective.Of($"{upstream.Module}_ignore_headers", "X-Accel-Redirect");
        yield return NginxDirective.Of($"{upstream.Module}_hide_header", "X-Access-Reason");
        yield return NginxDirective.Of($"{upstream.Module}_hide_header", "X-Access-Revision");
        if (deployment.WebSocket || deployment.Protocol == Protocol.Grpc)
            yield return NginxDirective.Of($"{upstream.Module}_read_timeout", $"{(long)deployment.MaxStreamDuration.TotalSeconds}s");
        if (upstream.Module != "proxy")
            yield break;
        yield return NginxDirective.Of("proxy_http_version", "1.1");
        yield return NginxDirective.Of("proxy_redirect", "off");
        yield return NginxDirective.Of("proxy_set_header", "Connection", deployment.WebSocket ? "$access_connection" : "");
        yield return NginxDirective.Of("proxy_set_header", "Upgrade", deployment.WebSocket ? "$access_upgrade" : "");
    }

    private IEnumerable<NginxDirective> Headers(NginxDeployment compiled, string module)
    {
        var setHeader = $"{module}_set_header";
        yield return NginxDirective.Of(setHeader, "Host", "$host");
        foreach (var (name, value) in HeaderRules.Rewritten)
            yield return NginxDirective.Of(setHeader, name, value);
        foreach (var name in CallerHeaders.Removed)
            yield return NginxDirective.Of(setHeader, name, "");
        if (!compiled.IsLastHop)
            yield break;
        var isShadow = compiled.Deployment.Deployment.Mode == Mode.Shadow;
        foreach (var name in tokenHeaders)
            yield return NginxDirective.With(setHeader, NginxArgument.Text(name), isShadow ? ForeignVariable.Use(name) : NginxArgument.Code(""));
    }

    private static IEnumerable<NginxDirective> Tls(Upstream upstream)
    {
        yield return NginxDirective.Of($"{upstream.Module}_ssl_verify", "on");
        yield return NginxDirective.Of($"{upstream.Module}_ssl_verify_depth", "5");
        yield return NginxDirective.Of($"{upstream.Module}_ssl_server_name", "on");
        yield return NginxDirective.With($"{upstream.Module}_ssl_name", NginxArgument.Text(upstream.VerifiedName));
    }

    /// <summary>Without a path of its own the directive forwards the raw one, which is what was decided on.</summary>
    private static IEnumerable<NginxDirective> Pass(NginxDeployment compiled, Upstream upstream)
    {
        if (upstream.IsAddress)
        {
            yield return NginxDirective.With($"{upstream.Module}_pass", NginxArgument.Text($"{upstream.Scheme}://{UpstreamName(compiled)}"));
            yield break;
        }

        yield return NginxDirective.With("set", NginxArgument.Code("$access_upstream"), NginxArgument.Text($"{upstream.Scheme}://{upstream.Address}"));
        yield return NginxDirective.Of($"{upstream.Module}_pass", "$access_upstream");
    }

    /// <summary>The group of connections kept to an upstream that is an address; a name is resolved for each connection instead.</summary>
    public static IEnumerable<NginxDirective> UpstreamGroup(NginxDeployment compiled)
    {
        if (Upstream.Of(compiled.Deployment.Deployment) is not { IsAddress: true } upstream)
            yield break;
        yield return NginxDirective.With("upstream", NginxArgument.Text(UpstreamName(compiled))).Holding(
            NginxDirective.With("server", NginxArgument.Text(upstream.Address), NginxArgument.Code("max_fails=0")),
            NginxDirective.Of("keepalive", "32"));
    }

    private static string UpstreamName(NginxDeployment compiled) => $"access-{compiled.Deployment.Service.Name}";
}
