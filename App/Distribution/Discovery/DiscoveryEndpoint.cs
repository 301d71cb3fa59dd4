using System.Text;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Discovery;

/// <summary>
/// <c>POST /v3/discovery:{type}</c>: Envoy's own polling by REST, out of the same archives that are pulled as files. It sends the version that it runs in
/// the body, and is answered 304 while that is the current one.
/// </summary>
internal sealed class DiscoveryEndpoint(
    BundleCatalog catalog, PullerAuthentication authentication, ScopeRefusals scope, DiscoveryPoints points, MachineMetrics metrics, TimeProvider clock)
{
    private const int MaxBody = 1 << 20;
    private static readonly byte[] Comma = [(byte)','];
    private static readonly byte[] End = "]}"u8.ToArray();

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await MachineProblems.MethodAsync(context, "POST");
            return;
        }

        // Before the body is read there is no telling whose it is: it is small, and what it opens is asked of the token in it.
        if (await BoundedBody.ReadAsync(context, MaxBody) is not { } body)
        {
            await MachineProblems.TooLargeAsync(context, MaxBody);
            return;
        }

        try
        {
            await AnswerAsync(context, DiscoveryRequest.Read(body));
        }
        catch (FormatException e)
        {
            await MachineProblems.MalformedAsync(context, e.Message);
        }
    }

    private async Task AnswerAsync(HttpContext context, DiscoveryRequest request)
    {
        var finding = await authentication.FindAsync(context, request.AccessToken, clock.GetUtcNow());
        if (finding.Token is not { } token)
            await Refusals.OfTokenAsync(context, finding);
        else if (token.Token is not { Kind: TokenKind.Puller, Target: Target.Envoy, Environment: { } environment })
            await scope.AnswerAsync(context, token);
        else if (DiscoveryTypes.Find(context.Request.Path.Value!) is not { } typeUrl)
            await MachineProblems.NotFoundAsync(context, $"bundles hold {DiscoveryTypes.Names}: listeners are the host's own, and endpoints are in the clusters");
        else if (request.TypeUrl.Length > 0 && request.TypeUrl != typeUrl)
            await MachineProblems.MalformedAsync(context, "`type_url` is another type than the address asks for");
        else if (catalog.Find(new BundleScope(environment, Target.Envoy, token.Token.Service))?.For(token.Token.Labels) is not { } served)
            await MachineProblems.NothingPublishedAsync(context);
        else if (served.FindLive(null) is not { } bundle)
            await Refusals.NoLiveArchiveAsync(context, null);
        else
            await AnswerAsync(context, request, token, typeUrl, bundle);
    }

    private async Task AnswerAsync(HttpContext context, DiscoveryRequest request, LiveToken token, string typeUrl, ServedBundle bundle)
    {
        var resources = bundle.Discovery;
        if (resources.Find(typeUrl, request.Names) is not { } found)
        {
            await MachineProblems.NotFoundAsync(context, "the bundle has no such resource: routes and extension_configs are asked for by the names that deploy/envoy uses");
            return;
        }

        var isCurrent = IsCurrent(request.Version, resources, bundle);
        points.Note(token.Token, request, typeUrl, isCurrent ? null : resources.Version);
        if (isCurrent)
        {
            metrics.CountUnchanged(Target.Envoy);
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        metrics.CountArchive(Target.Envoy);
        await WriteAsync(context.Response, resources.Version, typeUrl, found, context.RequestAborted);
    }

    /// <summary>A revision above ours came from another replica, and is not undone.</summary>
    private static bool IsCurrent(string version, DiscoveryResources resources, ServedBundle bundle) =>
        version == resources.Version || DiscoveryResources.RevisionOf(version) > bundle.Stored.Revision;

    private static async Task WriteAsync(HttpResponse response, string version, string typeUrl, IReadOnlyList<ReadOnlyMemory<byte>> resources, CancellationToken aborted)
    {
        var head = Encoding.UTF8.GetBytes(
            $"{{\"version_info\":\"{JsonEncodedText.Encode(version)}\",\"type_url\":\"{JsonEncodedText.Encode(typeUrl)}\",\"resources\":[");
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = head.Length + End.Length + resources.Sum(r => (long)r.Length) + Math.Max(0, resources.Count - 1);
        var body = response.Body;
        await body.WriteAsync(head, aborted);
        for (var i = 0; i < resources.Count; i++)
        {
            if (i > 0)
                await body.WriteAsync(Comma, aborted);
            await body.WriteAsync(resources[i], aborted);
        }

        await body.WriteAsync(End, aborted);
    }
}
