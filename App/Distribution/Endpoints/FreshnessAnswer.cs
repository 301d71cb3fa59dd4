using System.Text;
using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>The statement of freshness as a body of its own.</summary>
internal static class FreshnessAnswer
{
    private static readonly TimeSpan SignAgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>Always of the archive that is current for who asks: of an older one there is nothing fresh to say, under a pinned address neither.</summary>
    public static async Task WriteAsync(HttpContext context, ServedScope? served, string? keyId, FreshnessSigner signer, DateTimeOffset now)
    {
        if (served is null)
            await MachineProblems.NothingPublishedAsync(context);
        else if (served.FindLive(keyId) is not { } bundle)
            await Refusals.NoLiveArchiveAsync(context, keyId);
        else if (await signer.CurrentAsync(bundle, now) is { } jws)
            await WriteAsync(context, jws);
        else
            await MachineProblems.UnavailableAsync(context, "freshness cannot be signed right now", SignAgainAfter);
    }

    private static Task WriteAsync(HttpContext context, string jws)
    {
        var response = context.Response;
        response.Headers.CacheControl = BundleWriter.AlwaysRevalidate;
        response.ContentType = "application/jose";
        response.ContentLength = jws.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(Encoding.ASCII.GetBytes(jws)).AsTask();
    }
}
